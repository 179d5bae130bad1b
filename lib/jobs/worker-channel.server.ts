import { randomUUID } from 'node:crypto';
import { isUnavailable } from '@/lib/db/unavailable';
import { type ErrorKind, Invalid, NotFound, SheafError, TooLarge, Unavailable } from '@/lib/errors';
import { readAnswer, readCall, type WorkerAnswer, type WorkerMessage } from '@/lib/jobs/worker-call';

/** The way to the supervisor, which passes messages on: of this process, or of a test. */
export type WorkerLine = {
  send: (message: WorkerMessage) => void;
  /** Calls back with every message that arrives. */
  listen: (receive: (message: unknown) => void) => void;
};

/** The channel that the supervisor opened to this process; null when something else started it. */
export function lineToSupervisor(): WorkerLine | null {
  if (process.send === undefined) return null;
  return {
    // A channel that closes means that the supervisor is gone, and this process ends soon as well.
    send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    listen: (receive) => void process.on('message', receive),
  };
}

type Waiting = { settle: (answer: WorkerAnswer) => void };
type OpenChannel = { line: WorkerLine; waiting: Map<string, Waiting> };

// Next bundles routes apart: one channel for the process, not for each copy of this module.
const shared = globalThis as typeof globalThis & { sheafWorkerChannel?: OpenChannel };

/** Lets this process ask the worker; called once by the web process. */
export function openWorkerChannel(line: WorkerLine): void {
  const waiting = new Map<string, Waiting>();
  shared.sheafWorkerChannel = { line, waiting };
  line.listen((message) => {
    const answer = readAnswer(message);
    if (answer !== null) waiting.get(answer.id)?.settle(answer);
  });
}

const answerTimeoutMs = 15_000;

/**
 * Asks the worker and waits for its answer, 15 s at most. The answer comes from our own worker and is taken as it is.
 * Throws what the worker threw, and Unavailable when it does not run or does not answer.
 */
export async function askWorker<Result>(kind: string, body: unknown): Promise<Result> {
  const channel = shared.sheafWorkerChannel;
  if (channel === undefined)
    throw new Unavailable('The worker process cannot be asked: Sheaf was not started by npm start.');
  const id = randomUUID();
  const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Unavailable('The worker process did not answer within 15 s. Try again in a few seconds.'));
    }, answerTimeoutMs);
    channel.waiting.set(id, {
      settle: (settled) => {
        clearTimeout(timer);
        resolve(settled);
      },
    });
    channel.line.send({ toWorker: { id, kind, body } });
  }).finally(() => channel.waiting.delete(id));
  if (answer.error !== undefined) throw errorOf(answer.error);
  return answer.result as Result;
}

const errorClasses: Partial<Record<ErrorKind | 'internal', new (message: string) => SheafError>> = {
  invalid: Invalid,
  'too-large': TooLarge,
  unavailable: Unavailable,
};

function errorOf({ kind, message }: { kind: ErrorKind | 'internal'; message: string }): Error {
  const known = errorClasses[kind];
  if (known !== undefined) return new known(message);
  return kind === 'internal' ? new Error(`The worker failed: ${message}`) : new SheafError(kind, message);
}

/** Answers one kind of call; what it returns must be JSON. */
export type CallHandler = (body: unknown) => Promise<unknown>;

/** Answers the calls of the web process; called once by the worker. What a handler throws goes back as an error. */
export function serveCalls(line: WorkerLine, handlers: Readonly<Record<string, CallHandler>>): void {
  line.listen((message) => {
    const call = readCall(message);
    if (call === null) return;
    const handler = Object.hasOwn(handlers, call.kind) ? handlers[call.kind] : undefined;
    const running = handler === undefined ? unknownCall(call.kind) : handler(call.body);
    running.then(
      (result) => line.send({ toWeb: { id: call.id, result } }),
      (error: unknown) => line.send({ toWeb: { id: call.id, error: describe(call.kind, error) } }),
    );
  });
}

async function unknownCall(kind: string): Promise<never> {
  throw new NotFound('kind of call', kind);
}

function describe(kind: string, error: unknown): { kind: ErrorKind | 'internal'; message: string } {
  if (error instanceof SheafError) return { kind: error.kind, message: error.message };
  if (isUnavailable(error))
    return { kind: 'unavailable', message: 'The database does not answer now. Try again in a few seconds.' };
  console.error(`The call ${kind} failed:`, error);
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
