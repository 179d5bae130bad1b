import type { Database } from '@/lib/db/client.server';
import type { JobProgress } from '@/lib/jobs/handler.server';
import { StaleJob, StopRequested } from '@/lib/jobs/handler.server';
import { meterRate } from '@/lib/jobs/rate';
import type { JobRow } from '@/lib/jobs/run-repo.server';
import { readRequest, saveProgress } from '@/lib/jobs/run-repo.server';

const TICK_MS = 500;
const HEARTBEAT_MS = 5_000;

export type JobWatch = {
  signal: AbortSignal;
  progress: (progress: JobProgress) => void;
  /** Writes the last progress and stops watching. */
  end: () => Promise<void>;
};

/**
 * Watches over a running job: twice a second it writes the progress if there is news, renews the lease, and looks whether
 * the person asked for a pause or a cancellation. A database that does not answer is left to the next tick.
 */
export function watchJob(database: Database, row: JobRow, stop: AbortSignal): JobWatch {
  const controller = new AbortController();
  const state = {
    doneCount: row.doneCount,
    totalCount: row.totalCount,
    unit: row.unit,
    message: null as string | null,
  };
  const meter = meterRate();
  let hasNews = false;
  let savedAtMs = performance.now();

  const save = async () => {
    hasNews = false;
    savedAtMs = performance.now();
    // A commit of the handler may hold the row just now: the news waits for the next tick, or for the end.
    if (!(await saveProgress(database.db, row, { ...state, ratePerS: meter.ratePerS(performance.now()) })))
      hasNews = true;
  };
  const look = async () => {
    const request = await readRequest(database.db, row);
    if (request === undefined) controller.abort(new StaleJob(row.id, row.attempt));
    else if (request !== null) controller.abort(new StopRequested(request));
    if (hasNews || performance.now() - savedAtMs >= HEARTBEAT_MS) await save();
  };

  const leave = () => controller.abort(stop.reason);
  stop.addEventListener('abort', leave, { once: true });
  let ticking: Promise<void> | undefined;
  const timer = setInterval(() => {
    ticking ??= look()
      .catch(() => undefined)
      .finally(() => {
        ticking = undefined;
      });
  }, TICK_MS);

  return {
    signal: controller.signal,
    progress: ({ done, total, unit, message }) => {
      if (done !== undefined) state.doneCount = Math.trunc(done);
      if (total !== undefined) state.totalCount = Math.trunc(total);
      if (unit !== undefined) state.unit = unit;
      if (message !== undefined) state.message = message;
      if (done !== undefined) meter.observe(performance.now(), state.doneCount);
      hasNews = true;
    },
    end: async () => {
      clearInterval(timer);
      stop.removeEventListener('abort', leave);
      await ticking;
      if (hasNews) await save().catch(() => undefined);
    },
  };
}
