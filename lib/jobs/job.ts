import { z } from 'zod';

export const JOB_KINDS = [
  'intake',
  'embed',
  'cluster',
  'snapshot',
  'export',
  'demo',
  'purge',
  'vectors',
  'model',
  'map',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATUSES = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export type JobSummary = {
  id: string;
  datasetId: string | null;
  kind: JobKind;
  status: JobStatus;
  /** What was asked of it while it runs. */
  request: 'pause' | 'cancel' | null;
  doneCount: number;
  totalCount: number;
  /** What is counted: samples, images, rows, bytes, iterations. */
  unit: string;
  ratePerS: number | null;
  /** Seconds left at the present rate; null while unknown. */
  secondsLeft: number | null;
  message: string | null;
  /** While it is queued: the running job whose end it waits for, with the name of that job's dataset, if any. */
  waitsFor: { kind: JobKind; datasetName: string | null } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
};

/** Payloads, one per kind. `chain` asks for the next step of import → embed → cluster in the same transaction. */
export const jobPayloads = {
  intake: z.strictObject({ importId: z.uuid() }),
  embed: z.strictObject({ datasetId: z.uuid(), chain: z.boolean() }),
  cluster: z.strictObject({
    datasetId: z.uuid(),
    k: z.int().min(1).max(2000).nullable(),
    seed: z.int().min(0),
  }),
  snapshot: z.strictObject({ versionId: z.uuid() }),
  export: z.strictObject({ exportId: z.uuid() }),
  demo: z.strictObject({ importId: z.uuid(), demo: z.enum(['images', 'texts']) }),
  purge: z.strictObject({}),
  /** inspect: read the files and match them; match: match again; commit: write the embeddings, then cluster by them or not. */
  vectors: z.strictObject({
    deliveryId: z.uuid(),
    step: z.enum(['inspect', 'match', 'commit']),
    cluster: z.boolean(),
  }),
  /** install: fetch and prune a model that is not part of Sheaf; check: try one that a person uploaded, and keep it. */
  model: z.discriminatedUnion('task', [
    z.strictObject({ task: z.literal('install'), model: z.string().max(100) }),
    z.strictObject({ task: z.literal('check'), uploadId: z.uuid() }),
  ]),
  map: z.strictObject({ datasetId: z.uuid() }),
} satisfies Record<JobKind, z.ZodType>;

export type JobPayload<K extends JobKind> = z.infer<(typeof jobPayloads)[K]>;
