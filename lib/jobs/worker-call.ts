import type { ErrorKind } from '@/lib/errors';

// What the web process and the worker say to each other, over the channels that the supervisor holds to both.

/** A question of the web process to the worker. */
export type WorkerCall = { id: string; kind: string; body: unknown };

/** The worker's answer, or the supervisor's when there is no worker to ask. */
export type WorkerAnswer = { id: string } & (
  | { result: unknown; error?: never }
  | { error: { kind: ErrorKind | 'internal'; message: string }; result?: never }
);

export type WorkerMessage = { toWorker: WorkerCall } | { toWeb: WorkerAnswer };

/** The call in a message of the web process, or null for any other message. */
export function readCall(message: unknown): WorkerCall | null {
  const { toWorker } = asRecord(message);
  const { id, kind, body } = asRecord(toWorker);
  return typeof id === 'string' && typeof kind === 'string' ? { id, kind, body } : null;
}

/** The answer in a message of the worker or the supervisor, or null for any other message. */
export function readAnswer(message: unknown): WorkerAnswer | null {
  const { toWeb } = asRecord(message);
  return typeof asRecord(toWeb).id === 'string' ? (toWeb as WorkerAnswer) : null;
}

/** The fields that are looked for here; none of them for what is no object. */
function asRecord(value: unknown): { [field in 'toWorker' | 'toWeb' | 'id' | 'kind' | 'body']?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
