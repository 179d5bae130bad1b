import { readAnswer, readCall, type WorkerMessage } from '@/lib/jobs/worker-call';

/** Sends to a process; false when it does not run. */
type Send = (message: WorkerMessage) => boolean;

const NOT_RUNNING = 'The worker process is not running now; it is started again by itself. Try again in a few seconds.';

/**
 * Passes calls of the web process on to the worker, and its answers back. Nobody else can reach the worker: there is
 * no port and no file, only the channels that the supervisor holds to the processes that it started.
 */
export class WorkerRelay {
  readonly #toWorker: Send;
  readonly #toWeb: Send;
  readonly #waiting = new Set<string>();

  constructor(toWorker: Send, toWeb: Send) {
    this.#toWorker = toWorker;
    this.#toWeb = toWeb;
  }

  /** Takes a message of the web process. */
  fromWeb = (message: unknown): void => {
    const call = readCall(message);
    if (call === null) return;
    this.#waiting.add(call.id);
    if (!this.#toWorker({ toWorker: call })) this.#refuse(call.id);
  };

  /** Takes a message of the worker. */
  fromWorker = (message: unknown): void => {
    const answer = readAnswer(message);
    if (answer === null || !this.#waiting.delete(answer.id)) return;
    this.#toWeb({ toWeb: answer });
  };

  /** Answers, in place of a worker that ended, what it will never answer. */
  workerEnded = (): void => {
    for (const id of this.#waiting) this.#refuse(id);
  };

  #refuse(id: string): void {
    this.#waiting.delete(id);
    this.#toWeb({ toWeb: { id, error: { kind: 'unavailable', message: NOT_RUNNING } } });
  }
}
