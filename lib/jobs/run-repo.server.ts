import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { HeldJob } from '@/lib/jobs/handler.server';
import type { JobKind } from '@/lib/jobs/job';
import { jobPayloads } from '@/lib/jobs/job';
import { addToQueue, queryRows, RUN_JOB_TASK } from '@/lib/jobs/repo.server';
import { notify } from '@/lib/live/notify-repo.server';

/** A running job whose lease has passed is not run by anyone: whoever renews it does so several times within this. */
const LEASE_S = 30;

/** Days that a finished job stays in the list. */
const KEEP_FINISHED_DAYS = 30;

/** What stands in Job.result until the job succeeds: how often it stopped without getting further. */
export type RetryState = { failureCount: number; doneCount: number };

export type JobRow = {
  id: string;
  datasetId: string | null;
  kind: JobKind;
  payload: unknown;
  request: string | null;
  attempt: number;
  doneCount: number;
  totalCount: number;
  unit: string;
  message: string | null;
  result: unknown;
};

const COLUMNS = Prisma.raw(
  'id, "datasetId", kind, payload, request, attempt, "doneCount", "totalCount", unit, message, result',
);

/** The typed job of a row. Throws ZodError when a newer version wrote a payload that this one does not know. */
export function holdRow(row: JobRow): HeldJob {
  const payload = jobPayloads[row.kind].parse(row.payload);
  return { id: row.id, attempt: row.attempt, kind: row.kind, payload, datasetId: row.datasetId };
}

/** Takes a queued job with a new attempt number; undefined when it is not queued any more, or waits to be cancelled. */
export async function claimJob(tx: Tx, jobId: string): Promise<JobRow | undefined> {
  const rows = await queryRows<JobRow>(
    tx,
    Prisma.sql`UPDATE "Job" SET status = 'running', attempt = attempt + 1, request = NULL, message = NULL,
        "ratePerS" = NULL, "startedAt" = coalesce("startedAt", now()), "heartbeatAt" = now(),
        "leaseUntil" = now() + make_interval(secs => ${LEASE_S})
      WHERE id = ${jobId}::uuid AND status = 'queued' AND request IS DISTINCT FROM 'cancel' RETURNING ${COLUMNS}`,
  );
  return rows[0];
}

/**
 * Renews the lease and writes the progress, unless a transaction of the handler holds the row just now: then the next
 * call does it. Answers whether it was written.
 */
export async function saveProgress(
  tx: Tx,
  job: { id: string; attempt: number },
  progress: { doneCount: number; totalCount: number; unit: string; message: string | null; ratePerS: number | null },
): Promise<boolean> {
  const saved = await queryRows(
    tx,
    Prisma.sql`UPDATE "Job" SET "doneCount" = ${progress.doneCount}, "totalCount" = ${progress.totalCount},
        unit = ${progress.unit}, message = ${progress.message}, "ratePerS" = ${progress.ratePerS}::float8,
        "heartbeatAt" = now(), "leaseUntil" = now() + make_interval(secs => ${LEASE_S})
      WHERE id = (SELECT id FROM "Job" WHERE id = ${job.id}::uuid AND attempt = ${job.attempt} AND status = 'running'
                  FOR NO KEY UPDATE SKIP LOCKED) RETURNING 1 AS saved`,
  );
  return saved.length > 0;
}

/** What the person asked of a running job; undefined when this attempt does not hold it any more. */
export async function readRequest(
  tx: Tx,
  job: { id: string; attempt: number },
): Promise<'pause' | 'cancel' | null | undefined> {
  const rows = await queryRows<{ request: 'pause' | 'cancel' | null }>(
    tx,
    Prisma.sql`SELECT request FROM "Job" WHERE id = ${job.id}::uuid AND attempt = ${job.attempt} AND status = 'running'`,
  );
  return rows[0]?.request;
}

/** Locks the row of a job that this attempt still holds, for the transaction that ends it. */
export async function lockHeld(tx: Tx, job: { id: string; attempt: number }): Promise<JobRow | undefined> {
  const rows = await queryRows<JobRow>(
    tx,
    Prisma.sql`SELECT ${COLUMNS} FROM "Job"
      WHERE id = ${job.id}::uuid AND attempt = ${job.attempt} AND status = 'running' FOR UPDATE`,
  );
  return rows[0];
}

/** Writes the end of a job. */
export async function finishJob(
  tx: Tx,
  jobId: string,
  end: { status: 'succeeded' | 'failed' | 'cancelled'; message: string | null; result: unknown },
): Promise<void> {
  const result = end.result === undefined ? null : JSON.stringify(end.result);
  const ended = await queryRows<{ datasetId: string | null; kind: string }>(
    tx,
    Prisma.sql`UPDATE "Job" SET status = ${end.status}::"JobStatus", request = NULL, message = ${end.message},
        result = ${result}::jsonb, "leaseUntil" = NULL, "finishedAt" = now() WHERE id = ${jobId}::uuid
      RETURNING "datasetId", kind::text`,
  );
  for (const { datasetId, kind } of ended) {
    if (datasetId !== null) await notify(tx, { of: 'job', datasetId, kind, status: end.status });
  }
}

/** Lets go of a running job: it waits for resume, or for its turn in the queue after a delay. */
export async function releaseJob(
  tx: Tx,
  job: { id: string; kind: JobKind },
  to: { status: 'queued' | 'paused'; delayMs?: number; message?: string | null; retry?: RetryState },
): Promise<void> {
  const retry = to.retry === undefined ? null : JSON.stringify({ retry: to.retry });
  await queryRows(
    tx,
    Prisma.sql`UPDATE "Job" SET status = ${to.status}::"JobStatus", request = NULL, "ratePerS" = NULL, "leaseUntil" = NULL,
        message = ${to.message ?? null}, result = coalesce(${retry}::jsonb, result)
      WHERE id = ${job.id}::uuid RETURNING 1 AS released`,
  );
  if (to.status === 'queued') await addToQueue(tx, job, to.delayMs ?? 0);
}

/** Reads the retry state of a row that has not succeeded. */
export function retryStateOf(row: JobRow): RetryState {
  const state = (row.result as { retry?: RetryState } | null)?.retry;
  return state ?? { failureCount: 0, doneCount: 0 };
}

/** Running jobs that nobody runs: all of them for a process that just became the only worker, else those out of lease. */
export async function findOrphans(tx: Tx, scope: 'all' | 'out-of-lease'): Promise<JobRow[]> {
  const out = scope === 'all' ? Prisma.sql`true` : Prisma.sql`"leaseUntil" < now()`;
  return queryRows<JobRow>(
    tx,
    Prisma.sql`SELECT ${COLUMNS} FROM "Job" WHERE status = 'running' AND ${out} ORDER BY id`,
  );
}

/** Jobs that wait and were asked to cancel; locked for the transaction, those that others hold left out. */
export async function lockCancelled(tx: Tx): Promise<JobRow[]> {
  return queryRows<JobRow>(
    tx,
    Prisma.sql`SELECT ${COLUMNS} FROM "Job" WHERE status IN ('queued', 'paused') AND request = 'cancel'
      ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED`,
  );
}

/**
 * Puts back into the queue what waits and has no entry there, or one that will never run, and takes out the entries that
 * a lost connection left behind. Returns how many jobs were put back.
 */
export async function repairQueue(tx: Tx): Promise<number> {
  const missing = await queryRows<{ id: string; kind: JobKind }>(
    tx,
    Prisma.sql`SELECT job.id, job.kind FROM "Job" AS job WHERE job.status = 'queued' AND NOT EXISTS (
        SELECT 1 FROM graphile_worker.jobs AS entry WHERE entry.key = job.id::text
        AND (entry.attempts < entry.max_attempts OR entry.locked_at IS NOT NULL))
      ORDER BY job.id FOR UPDATE OF job SKIP LOCKED`,
  );
  for (const job of missing) await addToQueue(tx, job);
  await queryRows(
    tx,
    Prisma.sql`SELECT 1 AS removed FROM (SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs
      WHERE task_identifier = ${RUN_JOB_TASK} AND locked_at IS NULL AND attempts >= max_attempts
      HAVING count(*) > 0) AS called`,
  );
  return missing.length;
}

/** Frees what dead workers hold in the queue. Only for the process that holds the worker lock. */
export async function unlockDeadWorkers(tx: Tx): Promise<void> {
  await queryRows(
    tx,
    Prisma.sql`SELECT 1 AS unlocked FROM (SELECT graphile_worker.force_unlock_workers(array_agg(worker)) FROM (
        SELECT locked_by AS worker FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
        UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL) AS holders
      HAVING count(*) > 0) AS called`,
  );
}

/** Takes jobs that ended 30 days ago out of the list. */
export async function removeOldJobs(tx: Tx): Promise<void> {
  await queryRows(
    tx,
    Prisma.sql`DELETE FROM "Job" WHERE "finishedAt" < now() - make_interval(days => ${KEEP_FINISHED_DAYS}) RETURNING 1 AS gone`,
  );
}
