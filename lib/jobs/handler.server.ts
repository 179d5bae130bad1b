import type { Database, Tx } from '@/lib/db/client.server';
import type { JobKind, JobPayload } from '@/lib/jobs/job';

/** A job that this process holds. id and attempt together are its fencing token. */
export type HeldJob<K extends JobKind = JobKind> = {
  id: string;
  /** Grows by one with every start; a commit that names an older one is refused. */
  attempt: number;
  kind: K;
  payload: JobPayload<K>;
  datasetId: string | null;
};

/** What a handler tells of its progress; what is left out stays as it was. Counts are whole numbers from 0. */
export type JobProgress = {
  done?: number;
  total?: number;
  /** What is counted, in the plural: samples, images, rows, iterations. */
  unit?: string;
  /** One line that the person reads; null takes it away. */
  message?: string | null;
};

export type JobContext<K extends JobKind> = {
  job: HeldJob<K>;
  /** Aborted with a StopRequested when a person pauses or cancels, or when the process stops. */
  signal: AbortSignal;
  /** Cheap: may be called for every sample; it reaches the database at most twice a second. */
  progress: (progress: JobProgress) => void;
  database: Database;
};

/** How a job ended without success. */
export type JobEnd = { status: 'failed' | 'cancelled'; message: string | null };

/** What a handler returns is kept in Job.result; it must be JSON. */
export type JobResult = Record<string, unknown> | undefined;

/**
 * The work of one kind of job.
 * It may begin more than once: after a pause, a kill or a lost connection it starts again from its payload, so it is
 * idempotent, and every transaction that commits calls assertFresh first. On `signal` it leaves by throwing, at best
 * signal.throwIfAborted() between two batches. An Unavailable (or a lost connection) is tried again with growing
 * pauses; any other error ends the job, its message being the sentence that the person reads.
 */
export type JobHandler<K extends JobKind> = {
  run: (context: JobContext<K>) => Promise<JobResult>;
  /**
   * Called inside the transaction that ends the job as failed or cancelled, also when it never ran: puts the rows that
   * wait for the job (an import, a version, an export) into their final state. Quick, and idempotent.
   */
  settle?: (tx: Tx, job: HeldJob<K>, end: JobEnd) => Promise<void>;
};

/** What lib/<module>/jobs.server.ts exports as `jobHandlers`. */
export type JobHandlers = { [K in JobKind]?: JobHandler<K> };

/** Why a running job should leave: the person asked, or the process stops and the job waits for the next one. */
export type StopReason = 'pause' | 'cancel' | 'shutdown';

/** The reason of an aborted job signal. */
export class StopRequested extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`The job was asked to stop: ${reason}.`);
    this.name = 'StopRequested';
    this.reason = reason;
  }
}

/** The job was taken over or ended meanwhile: what this attempt wanted to commit must not be. */
export class StaleJob extends Error {
  constructor(jobId: string, attempt: number) {
    super(`Attempt ${attempt} of job ${jobId} does not hold the job any more.`);
    this.name = 'StaleJob';
  }
}
