import { type TransferListItem, Worker } from 'node:worker_threads';
import type { ThreadAnswer, ThreadRequest } from '@/lib/embeddings/thread-messages';

/** A thread ended before it answered; the work it held can be given to another. */
export class ThreadCrashed extends Error {
  override readonly name = 'ThreadCrashed';
}

export interface RunOptions<Progress> {
  /** Memory handed over to the thread instead of copied. */
  readonly transfer?: TransferListItem[];
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the thread that works on this request; another takes its place. */
  readonly signal?: AbortSignal;
}

interface Task {
  readonly request: unknown;
  readonly options: RunOptions<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Seat {
  readonly worker: Worker;
  task: Task | null;
}

/**
 * Worker threads that run one script and answer requests, first come, first served, one request
 * per thread at a time. A thread that ends rejects the request it held and is replaced when the
 * next request needs it. Threads start with the first request.
 */
export class ThreadPool<Request, Result, Progress = never> {
  private readonly seats: Seat[] = [];
  private readonly waiting: Task[] = [];
  private isClosed = false;

  constructor(
    private readonly script: string,
    private readonly size: number,
    private readonly workerData: unknown,
  ) {}

  /**
   * Runs one request on the next free thread. Rejects with what the thread threw, with
   * ThreadCrashed when it ended, and with the signal's reason when that fires.
   */
  run(request: Request, options: RunOptions<Progress> = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.isClosed) return reject(new ThreadCrashed('The threads are closed.'));
      if (options.signal?.aborted) return reject(asError(options.signal.reason));
      const task = { request, options, resolve, reject } as Task;
      this.waiting.push(task);
      options.signal?.addEventListener('abort', () => this.abandon(task), { once: true });
      this.serve();
    });
  }

  /** Ends all threads; requests in flight or waiting reject. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of this.waiting.splice(0)) task.reject(new ThreadCrashed('The threads were closed.'));
    await Promise.all(this.seats.map((seat) => seat.worker.terminate()));
  }

  private serve(): void {
    while (this.waiting.length > 0) {
      const seat = this.seats.find((candidate) => candidate.task === null) ?? this.addSeat();
      if (seat === null) return;
      const task = this.waiting.shift() as Task;
      seat.task = task;
      const message: ThreadRequest<unknown> = { request: task.request };
      seat.worker.postMessage(message, task.options.transfer);
    }
  }

  private addSeat(): Seat | null {
    if (this.seats.length >= this.size) return null;
    const seat: Seat = { worker: new Worker(this.script, { workerData: this.workerData }), task: null };
    let cause: unknown;
    seat.worker.on('message', (answer: ThreadAnswer<unknown, unknown>) => this.receive(seat, answer));
    seat.worker.on('error', (error) => {
      cause = error;
    });
    seat.worker.on('exit', (code) => this.replace(seat, code, cause));
    this.seats.push(seat);
    return seat;
  }

  private receive(seat: Seat, answer: ThreadAnswer<unknown, unknown>): void {
    const task = seat.task;
    if (task === null) return;
    if (answer.kind === 'progress') {
      task.options.onProgress?.(answer.progress);
      return;
    }
    seat.task = null;
    if (answer.kind === 'result') task.resolve(answer.result);
    else task.reject(new Error(answer.message));
    this.serve();
  }

  private replace(seat: Seat, code: number, cause: unknown): void {
    const index = this.seats.indexOf(seat);
    if (index >= 0) this.seats.splice(index, 1);
    const said = cause instanceof Error ? `: ${cause.message}` : '';
    seat.task?.reject(new ThreadCrashed(`A worker thread ended with code ${code}${said}.`));
    seat.task = null;
    if (!this.isClosed) this.serve();
  }

  private abandon(task: Task): void {
    const reason = asError(task.options.signal?.reason);
    const place = this.waiting.indexOf(task);
    if (place >= 0) this.waiting.splice(place, 1);
    task.reject(reason);
    // A computation cannot be interrupted from outside; ending its thread is the only way.
    const seat = this.seats.find((candidate) => candidate.task === task);
    void seat?.worker.terminate();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(`Stopped: ${String(reason)}`);
}
