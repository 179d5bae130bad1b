import type { Database } from '@/lib/db/client.server';
import { isUnavailable } from '@/lib/db/unavailable';
import { SheafError } from '@/lib/errors';
import type { Outcome } from '@/lib/jobs/end-job.server';
import { endJob, judgeError, settleJob } from '@/lib/jobs/end-job.server';
import type { HeldJob, JobHandler, JobHandlers } from '@/lib/jobs/handler.server';
import type { JobKind } from '@/lib/jobs/job';
import type { JobRow } from '@/lib/jobs/run-repo.server';
import { claimJob, findOrphans, holdRow, lockCancelled, repairQueue } from '@/lib/jobs/run-repo.server';
import { watchJob } from '@/lib/jobs/watch-job.server';

export type JobSetting = { database: Database; handlers: JobHandlers };

function logOutcome(row: JobRow, outcome: Outcome, error: unknown): void {
  if (outcome.kind !== 'failed' && outcome.kind !== 'interrupted') return;
  // A sentence of ours says it all; anything else needs its stack.
  console.error(`Job ${row.kind} ${row.id} ${outcome.kind}:`, error instanceof SheafError ? error.message : error);
}

async function callHandler(setting: JobSetting, row: JobRow, stop: AbortSignal): Promise<Outcome> {
  const handler = setting.handlers[row.kind] as JobHandler<JobKind> | undefined;
  if (handler === undefined) {
    return { kind: 'failed', message: `This version of Sheaf cannot run jobs of the kind ${row.kind}.` };
  }
  const watch = watchJob(setting.database, row, stop);
  try {
    const job: HeldJob = holdRow(row);
    const result = await handler.run({
      job,
      signal: watch.signal,
      progress: watch.progress,
      database: setting.database,
    });
    return { kind: 'succeeded', result };
  } catch (error) {
    const outcome = judgeError(error, watch.signal.aborted);
    logOutcome(row, outcome, error);
    return outcome;
  } finally {
    await watch.end();
  }
}

/**
 * Runs one job from the queue to its end, pause or next try. Does nothing when the job is not queued any more.
 * `stop` makes the handler leave at the end of its batch; the job then waits for the next worker.
 * Throws only when the database does not let the end be recorded.
 */
export async function runJob(setting: JobSetting, jobId: string, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const row = await claimJob(setting.database.db, jobId);
  if (row === undefined) return;
  const outcome = await callHandler(setting, row, stop);
  await endJob(setting.database, setting.handlers, row, outcome);
}

/** Ends jobs that were asked to cancel while they waited. */
export async function settleCancelled({ database, handlers }: JobSetting): Promise<void> {
  await database.db.$transaction(async (tx) => {
    for (const row of await lockCancelled(tx)) {
      await settleJob(tx, handlers, row, { status: 'cancelled', message: null });
    }
  });
}

/**
 * Takes care of running jobs that nobody runs, and of waiting ones that the queue lost.
 * 'all' is for the process that just became the only worker; later it leaves out what it runs itself.
 */
export async function recoverJobs(
  setting: JobSetting,
  scope: 'all' | 'out-of-lease',
  ownJobIds: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { database, handlers } = setting;
  for (const row of await findOrphans(database.db, scope)) {
    if (ownJobIds.has(row.id)) continue;
    await endJob(database, handlers, row, {
      kind: 'interrupted',
      message: 'The worker stopped during the job.',
      isOrphan: true,
    });
  }
  await database.db.$transaction((tx) => repairQueue(tx));
}

/** Runs a chore, and leaves a database that does not answer to the next time. */
export async function attemptChore(chore: () => Promise<void>): Promise<void> {
  try {
    await chore();
  } catch (error) {
    if (!isUnavailable(error)) console.error('A chore of the worker failed:', error);
  }
}
