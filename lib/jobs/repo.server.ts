import type { ClientBase } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { Conflict, NotFound } from '@/lib/errors';
import { StaleJob } from '@/lib/jobs/handler.server';
import type { JobKind, JobPayload, JobSummary } from '@/lib/jobs/job';
import { jobPayloads } from '@/lib/jobs/job';
import { estimateSecondsLeft } from '@/lib/jobs/rate';

/** A Prisma transaction, or a connection on which the caller has begun one (for COPY and cursors). */
export type Executor = Tx | ClientBase;

/** The queue's name for "run the job of this id"; the queue knows nothing else of jobs. */
export const RUN_JOB_TASK = 'run-job';

/**
 * Jobs of one lane run one after another, lanes run side by side: embedding uses all cores for minutes or hours, and
 * neither the clusters of another dataset nor an export should wait for it.
 */
const LANES: Record<JobKind, string> = {
  embed: 'embed',
  cluster: 'cluster',
  intake: 'intake',
  demo: 'intake',
  snapshot: 'files',
  export: 'files',
  purge: 'files',
  vectors: 'vectors',
  model: 'model',
  map: 'map',
};

/** How many jobs can run at once. */
export const LANE_COUNT = new Set(Object.values(LANES)).size;

const RECENT_LIMIT = 20;

/** Runs one statement on either kind of executor. */
export async function queryRows<T>(executor: Executor, statement: Prisma.Sql): Promise<T[]> {
  if ('$queryRaw' in executor) return executor.$queryRaw<T[]>(statement);
  const result = await executor.query({ text: statement.text, values: [...statement.values] });
  return result.rows as T[];
}

/** Puts an existing job into the queue, now or after a delay; replaces an entry that still waits. */
export async function addToQueue(executor: Executor, job: { id: string; kind: JobKind }, delayMs = 0): Promise<void> {
  await queryRows(
    executor,
    Prisma.sql`SELECT 1 AS added FROM graphile_worker.add_job(
      ${RUN_JOB_TASK}, json_build_object('jobId', ${job.id}::text), queue_name => ${LANES[job.kind]},
      run_at => now() + make_interval(secs => ${delayMs / 1000}), max_attempts => 1, job_key => ${job.id})`,
  );
}

/**
 * Makes a job in the caller's transaction: when that commits, the worker takes it within milliseconds; when it does not,
 * there was never a job. The payload is checked. Returns the id of the job.
 */
export async function enqueueJob<K extends JobKind>(
  executor: Executor,
  job: { kind: K; payload: JobPayload<K>; datasetId: string | null },
): Promise<string> {
  const id = uuidv7();
  const payload = JSON.stringify(jobPayloads[job.kind].parse(job.payload));
  await queryRows(
    executor,
    Prisma.sql`INSERT INTO "Job" (id, "datasetId", kind, payload)
      VALUES (${id}::uuid, ${job.datasetId}::uuid, ${job.kind}::"JobKind", ${payload}::jsonb)`,
  );
  await addToQueue(executor, { id, kind: job.kind });
  return id;
}

/**
 * The fencing check, first in every transaction that a handler commits. It holds the job's row until the transaction
 * ends, so no other process can take the job over in between.
 * Throws StaleJob when another attempt holds the job or it has ended; the transaction must then be rolled back.
 */
export async function assertFresh(executor: Executor, job: { id: string; attempt: number }): Promise<void> {
  const rows = await queryRows(
    executor,
    Prisma.sql`SELECT 1 AS fresh FROM "Job"
      WHERE id = ${job.id}::uuid AND attempt = ${job.attempt} AND status = 'running' FOR SHARE`,
  );
  if (rows.length === 0) throw new StaleJob(job.id, job.attempt);
}

type JobRow = Awaited<ReturnType<Tx['job']['findUniqueOrThrow']>>;

/** What runs in each lane. */
type Running = ReadonlyMap<string, JobSummary['waitsFor']>;

async function readRunning(tx: Tx): Promise<Running> {
  const rows = await tx.job.findMany({
    where: { status: 'running' },
    select: { kind: true, dataset: { select: { name: true } } },
  });
  return new Map(rows.map(({ kind, dataset }) => [LANES[kind], { kind, datasetName: dataset?.name ?? null }]));
}

function summarize(row: JobRow, running?: Running): JobSummary {
  const isRunning = row.status === 'running';
  return {
    id: row.id,
    datasetId: row.datasetId,
    kind: row.kind,
    status: row.status,
    request: row.request === 'pause' || row.request === 'cancel' ? row.request : null,
    doneCount: row.doneCount,
    totalCount: row.totalCount,
    unit: row.unit,
    ratePerS: row.ratePerS,
    secondsLeft: isRunning ? estimateSecondsLeft(row.doneCount, row.totalCount, row.ratePerS) : null,
    message: row.message,
    waitsFor: (row.status === 'queued' ? running?.get(LANES[row.kind]) : null) ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** One job. Throws NotFound. */
export async function getJob(tx: Tx, jobId: string): Promise<JobSummary> {
  const row = await tx.job.findUnique({ where: { id: jobId } });
  if (row === null) throw new NotFound('job', jobId);
  return summarize(row, row.status === 'queued' ? await readRunning(tx) : undefined);
}

/** A dataset's jobs that are not done, oldest first, then its newest finished ones, at most 20. */
export async function listJobs(tx: Tx, datasetId: string): Promise<JobSummary[]> {
  const open = await tx.job.findMany({
    where: { datasetId, status: { in: ['queued', 'running', 'paused'] } },
    orderBy: { id: 'asc' },
  });
  const finished = await tx.job.findMany({
    where: { datasetId, status: { in: ['succeeded', 'failed', 'cancelled'] } },
    orderBy: { finishedAt: 'desc' },
    take: RECENT_LIMIT,
  });
  const running = open.some(({ status }) => status === 'queued') ? await readRunning(tx) : undefined;
  return [...open, ...finished].map((row) => summarize(row, running));
}

/** A dataset's job of a kind that is queued, running or paused, if there is one: asking twice should not make two. */
export async function findOpenJob(tx: Tx, datasetId: string, kind: JobKind): Promise<JobSummary | null> {
  const row = await tx.job.findFirst({
    where: { datasetId, kind, status: { in: ['queued', 'running', 'paused'] } },
    orderBy: { id: 'asc' },
  });
  return row === null ? null : summarize(row);
}

async function lockJob(tx: Tx, jobId: string): Promise<JobRow> {
  await tx.$queryRaw`SELECT 1 AS locked FROM "Job" WHERE id = ${jobId}::uuid FOR NO KEY UPDATE`;
  const row = await tx.job.findUnique({ where: { id: jobId } });
  if (row === null) throw new NotFound('job', jobId);
  return row;
}

/**
 * Asks a job to pause: one that waits pauses at once, one that runs within about a second, at the end of a batch.
 * What is done stays done. Pausing a paused job changes nothing. Throws Conflict when the job has ended.
 */
export async function pauseJob(tx: Tx, jobId: string): Promise<JobSummary> {
  const job = await lockJob(tx, jobId);
  if (job.status === 'paused') return summarize(job);
  if (job.status === 'queued') {
    return summarize(await tx.job.update({ where: { id: jobId }, data: { status: 'paused', request: null } }));
  }
  if (job.status !== 'running') throw alreadyEnded('paused', job);
  if (job.request === 'cancel') throw new Conflict('The job is being cancelled and cannot be paused.');
  return summarize(await tx.job.update({ where: { id: jobId }, data: { request: 'pause' } }));
}

/** Lets a paused job go on where it was. Changes nothing for one that runs or waits. Throws Conflict when it has ended. */
export async function resumeJob(tx: Tx, jobId: string): Promise<JobSummary> {
  const job = await lockJob(tx, jobId);
  if (job.request === 'cancel') throw new Conflict('The job is being cancelled and cannot be resumed.');
  if (job.status === 'paused') {
    const resumed = await tx.job.update({ where: { id: jobId }, data: { status: 'queued', request: null } });
    await addToQueue(tx, job);
    return summarize(resumed);
  }
  if (job.status !== 'running' && job.status !== 'queued') throw alreadyEnded('resumed', job);
  return summarize(await tx.job.update({ where: { id: jobId }, data: { request: null } }));
}

/**
 * Asks a job to stop for good. The worker ends it within about a second, also one that never ran, and settles what
 * waited for it. Changes nothing for a job that was cancelled already. Throws Conflict when it has ended otherwise.
 */
export async function cancelJob(tx: Tx, jobId: string): Promise<JobSummary> {
  const job = await lockJob(tx, jobId);
  if (job.status === 'cancelled') return summarize(job);
  if (job.status === 'succeeded' || job.status === 'failed') throw alreadyEnded('cancelled', job);
  return summarize(await tx.job.update({ where: { id: jobId }, data: { request: 'cancel' } }));
}

function alreadyEnded(verb: string, job: JobRow): Conflict {
  const how =
    { succeeded: 'is done', failed: 'has failed', cancelled: 'was cancelled' }[job.status as string] ?? 'ended';
  return new Conflict(`The job ${how} and cannot be ${verb}.`);
}
