import { parentPort, type TransferListItem } from 'node:worker_threads';
import type { ThreadAnswer, ThreadRequest } from '@/lib/embeddings/thread-messages';

/** The result of one request, and the memory to hand over with it. */
export interface Served<Result> {
  readonly result: Result;
  readonly transfer: TransferListItem[];
}

/** Answers every request of the pool that started this thread; to be called once, by a thread's script. */
export function serveThread<Request, Result, Progress = never>(
  answer: (request: Request, report: (progress: Progress) => void) => Promise<Served<Result>>,
): void {
  const port = parentPort;
  if (port === null) throw new Error('This script runs in a worker thread only.');
  const say = (message: ThreadAnswer<Result, Progress>, transfer?: TransferListItem[]) =>
    port.postMessage(message, transfer);
  port.on('message', ({ request }: ThreadRequest<Request>) => {
    answer(request, (progress) => say({ kind: 'progress', progress })).then(
      ({ result, transfer }) => say({ kind: 'result', result }, transfer),
      (error: unknown) => say({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
    );
  });
}
