import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Tx } from '@/lib/db/client.server';
import { isUnavailable } from '@/lib/db/unavailable';
import { SheafError } from '@/lib/errors';
import type { HeldJob, JobEnd, JobHandler, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { StaleJob } from '@/lib/jobs/handler.server';
import type { JobKind } from '@/lib/jobs/job';
import type { JobRow } from '@/lib/jobs/run-repo.server';
import { finishJob, holdRow, lockHeld, releaseJob, retryStateOf } from '@/lib/jobs/run-repo.server';

/** How a run of a handler came out. */
export type Outcome =
  | { kind: 'succeeded'; result: JobResult }
  /** Asked to leave; what becomes of the job stands in its row. */
  | { kind: 'stopped' }
  /** Something that is needed did not answer, or the process died: worth another try. */
  | { kind: 'interrupted'; message: string; isOrphan?: boolean }
  | { kind: 'failed'; message: string }
  /** Another attempt holds the job; nothing of this one counts. */
  | { kind: 'stale' };

type Interrupted = Extract<Outcome, { kind: 'interrupted' }>;

const MAX_FAILURES_WITHOUT_PROGRESS = 10;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
const PATIENCE_MS = [500, 1_000, 2_000, 4_000];

/** Judges what a handler threw. */
export function judgeError(error: unknown, wasAskedToStop: boolean): Outcome {
  if (error instanceof StaleJob) return { kind: 'stale' };
  if (wasAskedToStop) return { kind: 'stopped' };
  if (error instanceof SheafError) {
    return { kind: error.kind === 'unavailable' ? 'interrupted' : 'failed', message: error.message };
  }
  if (isUnavailable(error)) return { kind: 'interrupted', message: 'The database did not answer.' };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', message: `The job stopped at an unexpected error: ${message} The worker's log says more.` };
}

/** How long to wait before the next try: 1 s after the first failure, doubled each time, at most a minute. */
export function backOffMs(failureCount: number): number {
  return failureCount <= 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failureCount - 1));
}

function handlerOf(handlers: JobHandlers, kind: JobKind): JobHandler<JobKind> | undefined {
  return handlers[kind] as JobHandler<JobKind> | undefined;
}

/** Ends a job as failed or cancelled in the open transaction, and lets its handler settle what waited for it. */
export async function settleJob(tx: Tx, handlers: JobHandlers, row: JobRow, end: JobEnd): Promise<void> {
  await handlerOf(handlers, row.kind)?.settle?.(tx, holdRow(row), end);
  await finishJob(tx, row.id, { ...end, result: null });
}

async function applyRequest(tx: Tx, handlers: JobHandlers, row: JobRow): Promise<void> {
  if (row.request === 'cancel') return settleJob(tx, handlers, row, { status: 'cancelled', message: null });
  await releaseJob(tx, row, { status: row.request === 'pause' ? 'paused' : 'queued' });
}

async function tryAgain(tx: Tx, handlers: JobHandlers, row: JobRow, outcome: Interrupted): Promise<void> {
  if (row.request !== null) return applyRequest(tx, handlers, row);
  const before = retryStateOf(row);
  const gotFurther = row.doneCount > before.doneCount;
  const failureCount = gotFurther ? 1 : before.failureCount + 1;
  if (failureCount > MAX_FAILURES_WITHOUT_PROGRESS) {
    const sentence = `${outcome.message} The job was given up after ${failureCount} tries that got no further.`;
    return settleJob(tx, handlers, row, { status: 'failed', message: sentence });
  }
  await releaseJob(tx, row, {
    status: 'queued',
    // A worker that died has been gone for a while already.
    delayMs: backOffMs(outcome.isOrphan ? failureCount - 1 : failureCount),
    message: `${outcome.message} Trying again.`,
    retry: { failureCount, doneCount: Math.max(row.doneCount, before.doneCount) },
  });
}

async function applyOutcome(tx: Tx, handlers: JobHandlers, row: JobRow, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'succeeded':
      return finishJob(tx, row.id, { status: 'succeeded', message: row.message, result: outcome.result });
    case 'stopped':
      return applyRequest(tx, handlers, row);
    case 'interrupted':
      return tryAgain(tx, handlers, row, outcome);
    case 'failed':
      return settleJob(tx, handlers, row, { status: 'failed', message: outcome.message });
    case 'stale':
      return;
  }
}

/**
 * Records how a job came out, in one transaction and only while this attempt holds it. Waits a few seconds for a database
 * that does not answer; after that the job stays as it is, and the next worker finds it out of lease.
 */
export async function endJob(
  database: Database,
  handlers: JobHandlers,
  job: Pick<HeldJob, 'id' | 'attempt'>,
  outcome: Outcome,
): Promise<void> {
  for (const waitMs of [...PATIENCE_MS, undefined]) {
    try {
      await database.db.$transaction(async (tx) => {
        const row = await lockHeld(tx, job);
        if (row) await applyOutcome(tx, handlers, row, outcome);
      });
      return;
    } catch (error) {
      if (waitMs === undefined || !isUnavailable(error)) throw error;
      await delay(waitMs);
    }
  }
}
