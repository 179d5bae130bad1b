export type AttemptLimit = {
  /** Wrong tokens that one address may send within the window. */
  maxFailures: number;
  windowMs: number;
  /** Addresses remembered at most; the oldest is forgotten first. */
  maxAddresses: number;
};

export const ATTEMPT_LIMIT: AttemptLimit = { maxFailures: 10, windowMs: 60_000, maxAddresses: 10_000 };

type Failures = { count: number; firstMs: number };

/** Counts wrong access tokens by address, so that guessing is slow. The clock is passed in, in milliseconds. */
export class Attempts {
  readonly #limit: AttemptLimit;
  readonly #failures = new Map<string, Failures>();

  constructor(limit: AttemptLimit = ATTEMPT_LIMIT) {
    this.#limit = limit;
  }

  /** Milliseconds until this address may try again; 0 when it may now. */
  waitMs(address: string, nowMs: number): number {
    const failures = this.#failures.get(address);
    if (failures === undefined) return 0;
    const leftMs = failures.firstMs + this.#limit.windowMs - nowMs;
    if (leftMs <= 0) {
      this.#failures.delete(address);
      return 0;
    }
    return failures.count >= this.#limit.maxFailures ? leftMs : 0;
  }

  /** Notes a wrong token. */
  addFailure(address: string, nowMs: number): void {
    const failures = this.#failures.get(address);
    if (failures !== undefined && nowMs < failures.firstMs + this.#limit.windowMs) {
      failures.count += 1;
      return;
    }
    this.#failures.delete(address);
    this.#failures.set(address, { count: 1, firstMs: nowMs });
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > this.#limit.maxAddresses && !oldest.done) this.#failures.delete(oldest.value);
  }
}
