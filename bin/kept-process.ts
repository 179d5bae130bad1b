import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '@/lib/db/processes.server';

/** A process that runs: who it is, when it ends, and how to end it in order. */
export type RunningProcess = {
  process: ProcessIdentity;
  ended: Promise<void>;
  stop: () => Promise<void>;
  /** Sends it a message; false when its channel is closed. Only a process that was forked has one. */
  send?: (message: object) => boolean;
};

export type KeptProcessOptions = {
  name: string;
  /** Starts it; gives up when the signal says that it is not wanted any more. */
  launch: (signal: AbortSignal) => Promise<RunningProcess>;
  /** Tells a person what happens. */
  report: (message: string) => void;
  /** Called whenever the process has changed. */
  onChange: () => void;
  /** Called whenever it has ended. */
  onEnd?: () => void;
};

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A process that lived this long was well; the next restart is at once again. */
const HEALTHY_MS = 60_000;

/** Keeps one process running: starts it again when it ends unexpectedly, after a wait that doubles with every failure. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  #launching: Promise<RunningProcess> | undefined;
  #running: RunningProcess | undefined;
  #waitMs = FIRST_WAIT_MS;
  readonly #stopping = new AbortController();

  constructor(options: KeptProcessOptions) {
    this.#options = options;
  }

  get process(): ProcessIdentity | undefined {
    return this.#running?.process;
  }

  /** Sends it a message; false when it does not run now. */
  send(message: object): boolean {
    return this.#running?.send?.(message) ?? false;
  }

  /** Starts it for the first time; rejects when that fails. From then on it is kept running. */
  async start(): Promise<void> {
    await this.#launch();
    void this.#keep();
  }

  /** Ends it, for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#launching?.catch(() => undefined);
    await this.#running?.stop();
  }

  /** Ends it so that it is started again at once, from what was built meanwhile. */
  async restart(): Promise<void> {
    this.#waitMs = 0;
    await this.#running?.stop();
  }

  async #launch(): Promise<void> {
    this.#launching = this.#options.launch(this.#stopping.signal);
    this.#running = await this.#launching;
    this.#options.onChange();
    if (this.#stopping.signal.aborted) await this.#running.stop();
  }

  async #keep(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const startedMs = Date.now();
      await this.#running?.ended;
      this.#running = undefined;
      this.#options.onEnd?.();
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - startedMs > HEALTHY_MS) this.#waitMs = FIRST_WAIT_MS;
      await this.#startAgain();
    }
  }

  async #startAgain(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (this.#waitMs > 0) this.#options.report(`${this.#options.name} ended unexpectedly and is started again.`);
      await delay(this.#waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      this.#waitMs = Math.min(Math.max(this.#waitMs, FIRST_WAIT_MS) * 2, LONGEST_WAIT_MS);
      if (this.#stopping.signal.aborted) return;
      try {
        await this.#launch();
        return;
      } catch (error) {
        this.#options.report(`${this.#options.name} did not start: ${(error as Error).message}`);
      }
    }
  }
}
