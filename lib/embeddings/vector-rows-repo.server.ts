import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import {
  MATCH_KEYS,
  type MatchKey,
  NO_VECTOR_REASON,
  VECTOR_OUTCOMES,
  type VectorOutcome,
} from '@/lib/embeddings/own-vectors';
import type { VectorRowMessage } from '@/lib/samples/intake/vectors';

/** A delivery and the dataset that its rows are matched to. */
export type Delivered = { id: string; datasetId: string };

/** Forgets the rows of a delivery. */
export async function clearVectorRows(tx: Tx, deliveryId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM "VectorRow" WHERE "deliveryId" = ${deliveryId}::uuid`;
}

/** Keeps rows in their order; the first has the position `from` + 1. */
export async function insertVectorRows(
  tx: Tx,
  deliveryId: string,
  { from, rows }: { from: number; rows: readonly VectorRowMessage[] },
): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const hashes = rows.map(({ hash }) => hash);
  const outcomes = rows.map(({ problem }) => problem?.fault ?? 'unmatched');
  const reasons = rows.map(({ problem }) => problem?.reason ?? null);
  await tx.$executeRaw`
    INSERT INTO "VectorRow" ("deliveryId", position, "givenId", "vectorHash", outcome, reason)
    SELECT ${deliveryId}::uuid, ${from}::int + given.n, given.id, decode(given.hash, 'hex'), given.outcome, given.reason
    FROM unnest(${ids}::text[], ${hashes}::text[], ${outcomes}::text[], ${reasons}::text[])
      WITH ORDINALITY AS given (id, hash, outcome, reason, n)`;
}

const LAST_PART = '^.*[/\\\\]';

/** What is compared by a key: a column of the samples and their origins (`origin`), and what is given (`given`). */
const KEYS: Record<MatchKey, { known: Prisma.Sql; given: Prisma.Sql }> = {
  'sample-id': { known: Prisma.sql`sample.id::text COLLATE "C"`, given: Prisma.sql`lower(given."givenId")` },
  'external-id': { known: Prisma.sql`origin."externalId" COLLATE "C"`, given: Prisma.sql`given."givenId"` },
  name: { known: Prisma.sql`origin.name`, given: Prisma.sql`given."givenId"` },
  'base-name': {
    known: Prisma.sql`regexp_replace(origin.name, ${LAST_PART}, '')`,
    given: Prisma.sql`regexp_replace(given."givenId", ${LAST_PART}, '')`,
  },
};

/** Every value of a key among the live samples of a dataset, with how many samples have it and one of them. */
function knownBy(datasetId: string, by: MatchKey): Prisma.Sql {
  const from =
    by === 'sample-id'
      ? Prisma.sql`"Sample" AS sample`
      : Prisma.sql`"Sample" AS sample JOIN "SampleOrigin" AS origin ON origin."sampleId" = sample.id`;
  return Prisma.sql`
    SELECT ${KEYS[by].known} AS key, count(DISTINCT sample.id)::int AS "sampleCount",
      min(sample.id::text COLLATE "C")::uuid AS "sampleId"
    FROM ${from}
    WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL AND ${KEYS[by].known} IS NOT NULL
    GROUP BY 1`;
}

/** How many usable rows of a delivery name a sample, by each key. */
export async function countMatches(tx: Tx, delivery: Delivered): Promise<{ by: MatchKey; rowCount: number }[]> {
  const counts: { by: MatchKey; rowCount: number }[] = [];
  for (const by of MATCH_KEYS) {
    const [found] = await tx.$queryRaw<{ rowCount: number }[]>`
      SELECT count(*)::int AS "rowCount"
      FROM "VectorRow" AS given JOIN (${knownBy(delivery.datasetId, by)}) AS known ON known.key = ${KEYS[by].given}
      WHERE given."deliveryId" = ${delivery.id}::uuid AND given."vectorHash" IS NOT NULL AND known."sampleCount" = 1`;
    counts.push({ by, rowCount: found?.rowCount ?? 0 });
  }
  return counts;
}

/** Matches the usable rows of a delivery by a key, whatever they matched before. Of rows for one sample the first counts. */
export async function matchVectorRows(tx: Tx, delivery: Delivered, by: MatchKey): Promise<void> {
  await tx.$executeRaw`
    UPDATE "VectorRow" AS changed SET "sampleId" = found."sampleId", outcome = found.outcome, "firstPosition" = NULL
    FROM (
      SELECT given.position, CASE WHEN known."sampleCount" = 1 THEN known."sampleId" END AS "sampleId",
        CASE WHEN known."sampleCount" = 1 THEN 'matched' WHEN known."sampleCount" > 1 THEN 'ambiguous' ELSE 'unmatched' END
          AS outcome
      FROM "VectorRow" AS given LEFT JOIN (${knownBy(delivery.datasetId, by)}) AS known ON known.key = ${KEYS[by].given}
      WHERE given."deliveryId" = ${delivery.id}::uuid AND given."vectorHash" IS NOT NULL) AS found
    WHERE changed."deliveryId" = ${delivery.id}::uuid AND changed.position = found.position`;
  await tx.$executeRaw`
    UPDATE "VectorRow" AS changed SET "sampleId" = NULL, "firstPosition" = first.position,
      outcome = CASE WHEN changed."vectorHash" = first."vectorHash" THEN 'same' ELSE 'different' END
    FROM (
      SELECT DISTINCT ON ("sampleId") "sampleId", position, "vectorHash" FROM "VectorRow"
      WHERE "deliveryId" = ${delivery.id}::uuid AND outcome = 'matched' ORDER BY "sampleId", position) AS first
    WHERE changed."deliveryId" = ${delivery.id}::uuid AND changed.outcome = 'matched'
      AND changed."sampleId" = first."sampleId" AND changed.position > first.position`;
}

/** How many rows have each outcome, and how many live samples there are. */
export async function countOutcomes(
  tx: Tx,
  delivery: Delivered,
): Promise<{ rowCount: number; sampleCount: number; outcomes: Record<VectorOutcome, number> }> {
  const rows = await tx.$queryRaw<{ outcome: VectorOutcome; rowCount: number }[]>`
    SELECT outcome, count(*)::int AS "rowCount" FROM "VectorRow" WHERE "deliveryId" = ${delivery.id}::uuid GROUP BY outcome`;
  const counted = new Map(rows.map(({ outcome, rowCount }) => [outcome, rowCount]));
  const outcomes = Object.fromEntries(VECTOR_OUTCOMES.map((outcome) => [outcome, counted.get(outcome) ?? 0]));
  return {
    rowCount: rows.reduce((sum, { rowCount }) => sum + rowCount, 0),
    sampleCount: await tx.sample.count({ where: { datasetId: delivery.datasetId, deletedAt: null } }),
    outcomes: outcomes as Record<VectorOutcome, number>,
  };
}

/** Rows that give no sample its vector, in the order of the file, behind a position. */
export async function listLeftOut(
  tx: Tx,
  deliveryId: string,
  page: { afterPosition: number; limit: number },
): Promise<
  { position: number; givenId: string; outcome: VectorOutcome; reason: string | null; firstPosition: number | null }[]
> {
  return tx.$queryRaw`
    SELECT position, "givenId", outcome, reason, "firstPosition" FROM "VectorRow"
    WHERE "deliveryId" = ${deliveryId}::uuid AND position > ${page.afterPosition} AND outcome <> 'matched'
    ORDER BY position LIMIT ${page.limit}`;
}

/** The rows among some positions (first and last included) that give a live sample its vector. */
export async function listMatched(
  tx: Tx,
  deliveryId: string,
  span: { first: number; last: number },
): Promise<{ position: number; sampleId: string }[]> {
  return tx.$queryRaw`
    SELECT row.position, row."sampleId" FROM "VectorRow" AS row JOIN "Sample" AS sample ON sample.id = row."sampleId"
    WHERE row."deliveryId" = ${deliveryId}::uuid AND row.outcome = 'matched' AND sample."deletedAt" IS NULL
      AND row.position BETWEEN ${span.first} AND ${span.last}
    ORDER BY row.position`;
}

/** Forgets the rows that have become embeddings; those that were left out stay listed. */
export async function dropMatchedRows(tx: Tx, deliveryId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM "VectorRow" WHERE "deliveryId" = ${deliveryId}::uuid AND outcome = 'matched'`;
}

/** Makes the model of brought vectors: always a new row, which only this dataset may use. Answers its id. */
export async function createVectorModel(
  tx: Tx,
  model: {
    datasetId: string;
    modality: 'image' | 'text';
    name: string;
    version: string;
    sha256: string;
    preprocessing: string;
    dimension: number;
  },
): Promise<string> {
  const { sha256, ...values } = model;
  const id = uuidv7();
  await tx.embeddingModel.create({
    data: { id, ...values, weightsHash: Buffer.from(sha256, 'hex'), source: 'vectors' },
  });
  return id;
}

/** Records every live sample of a dataset that has neither an embedding nor a problem by a model of brought vectors. */
export async function markWithoutVector(
  tx: Tx,
  { datasetId, modelId }: { datasetId: string; modelId: string },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "EmbeddingProblem" ("sampleId", "modelId", reason)
    SELECT sample.id, ${modelId}::uuid, ${NO_VECTOR_REASON} FROM "Sample" AS sample
    WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL
      AND NOT EXISTS (SELECT FROM "Embedding" AS e WHERE e."modelId" = ${modelId}::uuid AND e."sampleId" = sample.id)
    ON CONFLICT DO NOTHING`;
}
