import { ApiError } from '@/components/shell/api';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** What the outbox shows: decisions that the server has not answered, and why they wait, if it is more than the way there. */
export type OutboxState = { waitingCount: number; problem: string | null };
type Task = { count: number; run: () => Promise<void> };

const isPassing = (error: unknown) => error instanceof ApiError && ['unreachable', 'unavailable'].includes(error.kind);

/**
 * Sends decisions to the server one after another, in the order in which a person made them. While the server cannot be
 * reached it tries again, with the same idempotency keys, so that nothing is done twice and nothing is lost.
 */
export class Outbox {
  private readonly tasks: Task[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly onIdle: () => void;
  private state: OutboxState = { waitingCount: 0, problem: null };
  private isSending = false;
  private wake: (() => void) | null = null;

  constructor(onIdle: () => void) {
    this.onIdle = onIdle;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): OutboxState => this.state;

  get isIdle(): boolean {
    return this.tasks.length === 0;
  }

  /** `run` settles every refusal itself; what it throws is either passing, and tried again, or dropped. `count` decisions wait with it. */
  add(run: () => Promise<void>, count = 1): void {
    this.tasks.push({ count, run });
    this.publish(this.state.problem);
    if (!this.isSending) void this.send();
  }

  /** Tries again at once. */
  retry(): void {
    this.wake?.();
  }

  private async send(): Promise<void> {
    this.isSending = true;
    let waitMs = FIRST_WAIT_MS;
    for (let task = this.tasks[0]; task !== undefined; task = this.tasks[0]) {
      const problem = await this.attempt(task);
      if (problem === null) {
        this.tasks.shift();
        waitMs = FIRST_WAIT_MS;
      }
      this.publish(problem);
      if (problem === null) continue;
      await this.rest(waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    }
    this.isSending = false;
    this.onIdle();
  }

  private async attempt(task: Task): Promise<string | null> {
    try {
      await task.run();
      return null;
    } catch (error) {
      if (isPassing(error)) return error instanceof Error ? error.message : '';
      console.error(error);
      return null;
    }
  }

  private rest(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private publish(problem: string | null): void {
    this.state = { waitingCount: this.tasks.reduce((sum, task) => sum + task.count, 0), problem };
    for (const listener of this.listeners) listener();
  }
}
