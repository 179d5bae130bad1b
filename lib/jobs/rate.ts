/** How fast a job goes now: the slope over a window of the newest observations. */
export type RateMeter = {
  /** Adds an observation. atMs grows; doneCount falls only when the job began again. */
  observe: (atMs: number, doneCount: number) => void;
  /**
   * Units per second from the window's first observation until now (without a time: until the last one); null until
   * half a second has been seen, or while nothing moves.
   */
  ratePerS: (nowMs?: number) => number | null;
};

const WINDOW_MS = 15_000;
const SHORTEST_MS = 500;

/**
 * A meter whose first observation is only the base line: a job that goes on after a pause reports at once what earlier
 * attempts did, and that says nothing about its speed.
 */
export function meterRate(windowMs: number = WINDOW_MS): RateMeter {
  let seen: { atMs: number; doneCount: number }[] = [];
  return {
    observe(atMs, doneCount) {
      const last = seen.at(-1);
      if (last !== undefined && doneCount < last.doneCount) seen = [];
      seen.push({ atMs, doneCount });
      // The newest observation before the window stays, so that slow jobs keep a slope.
      while (seen.length > 2 && (seen[1]?.atMs ?? atMs) < atMs - windowMs) seen.shift();
    },
    ratePerS(nowMs) {
      const first = seen[0];
      const last = seen.at(-1);
      if (first === undefined || last === undefined) return null;
      const elapsedMs = Math.max(last.atMs, nowMs ?? last.atMs) - first.atMs;
      if (elapsedMs < SHORTEST_MS || last.doneCount <= first.doneCount) return null;
      return ((last.doneCount - first.doneCount) * 1000) / elapsedMs;
    },
  };
}

/** Seconds left at a rate; null while the total or the rate is not known. At least 0. */
export function estimateSecondsLeft(doneCount: number, totalCount: number, ratePerS: number | null): number | null {
  if (ratePerS === null || ratePerS <= 0 || totalCount <= 0) return null;
  return Math.max(0, Math.ceil((totalCount - doneCount) / ratePerS));
}
