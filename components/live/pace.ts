const LEAST_GAP_MS = 400;
/** What others do must show within two seconds, also when the server is slow. */
const LONGEST_GAP_MS = 1_500;
/** The share of the time that reading may take: the slower the server answers, the less often it is asked. */
const SHARE = 4;

/**
 * Runs `work` soon after each call, but one at a time, and with a gap that grows with how long the last one took: many
 * acts of many people lead to few readings.
 */
export class Pace {
  private readonly work: () => Promise<void>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isRunning = false;
  private isAsked = false;
  private nextMs = 0;

  constructor(work: () => Promise<void>) {
    this.work = work;
  }

  ask(): void {
    this.isAsked = true;
    if (this.isRunning || this.timer !== undefined) return;
    this.timer = setTimeout(() => void this.run(), Math.max(50, this.nextMs - performance.now()));
  }

  end(): void {
    clearTimeout(this.timer);
    this.isAsked = false;
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.isRunning = true;
    this.isAsked = false;
    const startedMs = performance.now();
    try {
      await this.work();
    } catch (error) {
      console.error(error);
    }
    const endedMs = performance.now();
    this.nextMs = endedMs + Math.min(LONGEST_GAP_MS, Math.max(LEAST_GAP_MS, (endedMs - startedMs) * SHARE));
    this.isRunning = false;
    if (this.isAsked) this.ask();
  }
}
