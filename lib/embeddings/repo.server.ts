import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '@/lib/db/client.server';
import { type EmbeddingModel, Prisma } from '@/lib/db/generated/client';
import type { EmbeddingModelSummary } from '@/lib/embeddings/embedding-model';
import type { ModelSpec } from '@/lib/embeddings/models';
import { type Executor, queryRows } from '@/lib/jobs/repo.server';

/** A sample that waits for its embedding: its text, or the hash of its re-encoded picture. */
export type PendingSample = {
  id: string;
  /** What the person knows it by. */
  preview: string;
  text: string | null;
  viewHash: Uint8Array | null;
};

/** The row of a model; made when it is not there yet. Any difference of the spec is another row. */
export async function ensureModel(tx: Tx, spec: ModelSpec): Promise<EmbeddingModelSummary> {
  const { name, version, modality, preprocessing, dimension } = spec;
  const weightsHash = Buffer.from(spec.weightsHash, 'hex');
  await tx.$executeRaw`
    INSERT INTO "EmbeddingModel" (id, name, version, modality, "weightsHash", preprocessing, dimension)
    VALUES (${uuidv7()}::uuid, ${name}, ${version}, ${modality}::"Modality", ${weightsHash}, ${preprocessing}, ${dimension})
    ON CONFLICT (name, version, "weightsHash", preprocessing, dimension) DO NOTHING`;
  const row = await tx.embeddingModel.findUniqueOrThrow({
    where: {
      name_version_weightsHash_preprocessing_dimension: { name, version, weightsHash, preprocessing, dimension },
    },
    select: { id: true },
  });
  return {
    id: row.id,
    name,
    version,
    modality,
    weightsHash: spec.weightsHash,
    preprocessing,
    dimension,
    source: 'package',
  };
}

/** The model that a dataset was given, or null while it uses the default of its modality. */
export async function findGivenModel(tx: Tx, datasetId: string): Promise<EmbeddingModelSummary | null> {
  const row = await tx.dataset.findUnique({ where: { id: datasetId }, select: { model: true } });
  return row?.model ? summarizeModel(row.model) : null;
}

/** A row of EmbeddingModel as the API shows it. */
export function summarizeModel(row: EmbeddingModel): EmbeddingModelSummary {
  const { id, name, version, modality, preprocessing, dimension, source } = row;
  const weightsHash = Buffer.from(row.weightsHash).toString('hex');
  const summary = { id, name, version, modality, weightsHash, preprocessing, dimension, source };
  return source === 'upload' || source === 'url' ? { ...summary, settings: row.settings } : summary;
}

/** Live samples of a dataset, and how many of them have an embedding or a problem by the model. */
export async function countEmbedded(
  tx: Tx,
  { datasetId, modelId }: { datasetId: string; modelId: string },
): Promise<{ sampleCount: number; embeddedCount: number; problemCount: number }> {
  const [counts] = await tx.$queryRaw<{ sampleCount: number; embeddedCount: number; problemCount: number }[]>`
    SELECT count(*)::int AS "sampleCount",
           count(embedding."sampleId")::int AS "embeddedCount",
           count(problem."sampleId")::int AS "problemCount"
    FROM "Sample" AS sample
    LEFT JOIN "Embedding" AS embedding ON embedding."modelId" = ${modelId}::uuid AND embedding."sampleId" = sample.id
    LEFT JOIN "EmbeddingProblem" AS problem ON problem."modelId" = ${modelId}::uuid AND problem."sampleId" = sample.id
    WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL`;
  return counts ?? { sampleCount: 0, embeddedCount: 0, problemCount: 0 };
}

type PendingPage = { datasetId: string; modelId: string; afterId: string | null; limit: number };

/** Ids that are looked at in one statement at most, while a job that goes on passes what it has done before. */
const longestSpan = 16_384;

/**
 * The next live samples without an embedding or a problem by the model, in the order of their ids; those that a page
 * computes now, or returned for the check, are left out. Looks at spans of ids one after another, so that its time does
 * not grow with the dataset.
 */
export async function listPending(tx: Tx, page: PendingPage): Promise<PendingSample[]> {
  const pendingIds: string[] = [];
  let { afterId, limit: span } = page;
  while (pendingIds.length < page.limit) {
    const ids = await listSpan(tx, { ...page, afterId, limit: span });
    for (const { id, isPending } of ids) if (isPending) pendingIds.push(id);
    afterId = ids.at(-1)?.id ?? null;
    if (ids.length < span) break;
    span = Math.min(longestSpan, span * 2);
  }
  return readPending(tx, pendingIds.slice(0, page.limit));
}

/** The next ids, and whether each is pending. Subqueries instead of joins: each is one look-up, whatever the planner believes. */
async function listSpan(
  tx: Tx,
  { datasetId, modelId, afterId, limit }: PendingPage,
): Promise<{ id: string; isPending: boolean }[]> {
  const after = afterId === null ? Prisma.empty : Prisma.sql`AND sample.id > ${afterId}::uuid`;
  return tx.$queryRaw<{ id: string; isPending: boolean }[]>`
    WITH span AS MATERIALIZED (
      SELECT sample.id FROM "Sample" AS sample
      WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL ${after}
      ORDER BY sample.id LIMIT ${limit})
    SELECT span.id,
      (SELECT e."sampleId" FROM "Embedding" AS e WHERE e."modelId" = ${modelId}::uuid AND e."sampleId" = span.id) IS NULL
      AND (SELECT p."sampleId" FROM "EmbeddingProblem" AS p WHERE p."modelId" = ${modelId}::uuid AND p."sampleId" = span.id) IS NULL
      AND (SELECT l."sampleId" FROM "LeasedSample" AS l JOIN "EmbeddingLease" AS lease ON lease.id = l."leaseId"
           WHERE l."modelId" = ${modelId}::uuid AND l."sampleId" = span.id
             AND (lease."returnedAt" IS NOT NULL OR lease."expiresAt" > now())) IS NULL AS "isPending"
    FROM span ORDER BY span.id`;
}

async function readPending(tx: Tx, ids: readonly string[]): Promise<PendingSample[]> {
  return tx.$queryRaw<PendingSample[]>`
    SELECT sample.id, sample.preview, payload.text, sample."viewHash"
    FROM unnest(${[...ids]}::uuid[]) AS pending (id)
    JOIN "Sample" AS sample ON sample.id = pending.id
    LEFT JOIN "SampleText" AS payload ON payload."sampleId" = sample.id
    ORDER BY sample.id`;
}

/**
 * Writes the embeddings of one batch: vector i of `vectors` (float32 little-endian, all of one
 * length, one after another) belongs to `sampleIds[i]`. One that is there already stays; a sample
 * that was purged meanwhile is passed over. Returns how many were added.
 */
export async function writeEmbeddings(
  executor: Executor,
  batch: { modelId: string; sampleIds: readonly string[]; vectors: Uint8Array<ArrayBuffer> },
): Promise<number> {
  const { modelId, sampleIds, vectors } = batch;
  if (sampleIds.length === 0) return 0;
  const sizeBytes = vectors.byteLength / sampleIds.length;
  const written = await queryRows<{ count: number }>(
    executor,
    Prisma.sql`
      WITH written AS (INSERT INTO "Embedding" ("sampleId", "modelId", vector)
      SELECT sample.id, ${modelId}::uuid,
        substring(${vectors}::bytea FROM ((given.n - 1) * ${sizeBytes}::int + 1)::int FOR ${sizeBytes}::int)
      FROM unnest(${[...sampleIds]}::uuid[]) WITH ORDINALITY AS given (id, n)
      JOIN "Sample" AS sample ON sample.id = given.id
      ON CONFLICT DO NOTHING RETURNING 1)
      SELECT count(*)::int AS count FROM written`,
  );
  return written[0]?.count ?? 0;
}

/** Records samples that the model could not read, with the reason that the person is told. */
export async function writeProblems(
  executor: Executor,
  modelId: string,
  problems: readonly { sampleId: string; reason: string }[],
): Promise<void> {
  if (problems.length === 0) return;
  const sampleIds = problems.map(({ sampleId }) => sampleId);
  const reasons = problems.map(({ reason }) => reason);
  await queryRows(
    executor,
    Prisma.sql`
      INSERT INTO "EmbeddingProblem" ("sampleId", "modelId", reason)
      SELECT sample.id, ${modelId}::uuid, given.reason
      FROM unnest(${sampleIds}::uuid[], ${reasons}::text[]) AS given (id, reason)
      JOIN "Sample" AS sample ON sample.id = given.id
      ON CONFLICT DO NOTHING`,
  );
}

/** Forgets the problems of a dataset with a model, so that its samples are tried again. */
export async function clearProblems(
  tx: Tx,
  { datasetId, modelId }: { datasetId: string; modelId: string },
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "EmbeddingProblem" AS problem USING "Sample" AS sample
    WHERE sample.id = problem."sampleId" AND problem."modelId" = ${modelId}::uuid
      AND sample."datasetId" = ${datasetId}::uuid`;
}

/** True when a live sample has an embedding by the model and is not in the dataset's newest cluster run, or that run is by another model. */
export async function hasUnclustered(
  tx: Tx,
  { datasetId, modelId }: { datasetId: string; modelId: string },
): Promise<boolean> {
  const [answer] = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM "Sample" AS sample
      JOIN "Embedding" AS embedding ON embedding."modelId" = ${modelId}::uuid AND embedding."sampleId" = sample.id
      WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL
        AND NOT EXISTS (
          SELECT FROM "ClusterMember" AS member
          WHERE member."sampleId" = sample.id AND member."runId" = (
            SELECT CASE WHEN "modelId" = ${modelId}::uuid THEN id END
            FROM "ClusterRun" WHERE "datasetId" = ${datasetId}::uuid ORDER BY number DESC LIMIT 1))
    ) AS found`;
  return answer?.found ?? false;
}

/** What a sample offers to a model; null for an unknown sample. */
export async function findModelInput(
  tx: Tx,
  sampleId: string,
): Promise<{ datasetId: string; text: string | null; viewHash: Uint8Array | null } | null> {
  const rows = await tx.$queryRaw<{ datasetId: string; text: string | null; viewHash: Uint8Array | null }[]>`
    SELECT sample."datasetId", payload.text, sample."viewHash"
    FROM "Sample" AS sample LEFT JOIN "SampleText" AS payload ON payload."sampleId" = sample.id
    WHERE sample.id = ${sampleId}::uuid`;
  return rows[0] ?? null;
}
