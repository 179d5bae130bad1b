import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { leaseLifetimeMs, leaseLimitMs } from '@/lib/embeddings/producer';
import type { PendingSample } from '@/lib/embeddings/repo.server';

type Place = { datasetId: string; modelId: string };

/** Leases of a producer that are out, and those that came back and wait for their check. */
export async function countLeases(tx: Tx, producerId: string): Promise<{ openCount: number; uncheckedCount: number }> {
  const [counts] = await tx.$queryRaw<{ openCount: number; uncheckedCount: number }[]>`
    SELECT count(*) FILTER (WHERE "returnedAt" IS NULL AND "expiresAt" > now())::int AS "openCount",
           count(*) FILTER (WHERE "returnedAt" IS NOT NULL)::int AS "uncheckedCount"
    FROM "EmbeddingLease" WHERE "producerId" = ${producerId}::uuid`;
  return counts ?? { openCount: 0, uncheckedCount: 0 };
}

/** Puts the samples of leases that ran out back into the queue. */
export async function dropExpiredLeases(tx: Tx, { datasetId, modelId }: Place): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "EmbeddingLease" AS lease USING "EmbeddingProducer" AS producer
    WHERE producer.id = lease."producerId" AND producer."datasetId" = ${datasetId}::uuid
      AND producer."modelId" = ${modelId}::uuid AND lease."returnedAt" IS NULL AND lease."expiresAt" <= now()`;
}

/**
 * Gives a producer the pending samples that stand last below `cursorId` and that nobody else has: the server works from
 * the other end, so that both meet once. Pages that ask at the same time step past each other's rows. The samples come in
 * the order in which the lease holds them; null when there are none.
 */
export async function createLease(
  tx: Tx,
  request: Place & { producerId: string; cursorId: string | null; limit: number },
): Promise<{ leaseId: string; samples: PendingSample[] } | null> {
  const { datasetId, modelId, producerId, cursorId, limit } = request;
  const leaseId = uuidv7();
  const below = cursorId === null ? Prisma.empty : Prisma.sql`AND sample.id < ${cursorId}::uuid`;
  await tx.$executeRaw`
    INSERT INTO "EmbeddingLease" (id, "producerId", "sampleIds", "expiresAt")
    VALUES (${leaseId}::uuid, ${producerId}::uuid, '{}', now() + make_interval(secs => ${leaseLifetimeMs / 1000}))`;
  await tx.$executeRaw`
    INSERT INTO "LeasedSample" ("modelId", "sampleId", "leaseId")
    SELECT ${modelId}::uuid, sample.id, ${leaseId}::uuid FROM "Sample" AS sample
    WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL ${below}
      AND NOT EXISTS (SELECT FROM "Embedding" AS e WHERE e."modelId" = ${modelId}::uuid AND e."sampleId" = sample.id)
      AND NOT EXISTS (SELECT FROM "EmbeddingProblem" AS p WHERE p."modelId" = ${modelId}::uuid AND p."sampleId" = sample.id)
      AND NOT EXISTS (SELECT FROM "LeasedSample" AS l WHERE l."modelId" = ${modelId}::uuid AND l."sampleId" = sample.id)
    ORDER BY sample.id DESC LIMIT ${limit} FOR NO KEY UPDATE OF sample SKIP LOCKED
    ON CONFLICT DO NOTHING`;
  const samples = await tx.$queryRaw<PendingSample[]>`
    SELECT sample.id, sample.preview, payload.text, sample."viewHash"
    FROM "LeasedSample" AS leased JOIN "Sample" AS sample ON sample.id = leased."sampleId"
    LEFT JOIN "SampleText" AS payload ON payload."sampleId" = sample.id
    WHERE leased."leaseId" = ${leaseId}::uuid ORDER BY sample.id DESC`;
  if (samples.length === 0) {
    await tx.embeddingLease.delete({ where: { id: leaseId } });
    return null;
  }
  await setLeaseSamples(
    tx,
    leaseId,
    samples.map(({ id }) => id),
  );
  return { leaseId, samples };
}

/** Sets the samples of a lease, in their order, and frees those that are not among them. */
export async function setLeaseSamples(tx: Tx, leaseId: string, sampleIds: readonly string[]): Promise<void> {
  await tx.embeddingLease.updateMany({ where: { id: leaseId }, data: { sampleIds: [...sampleIds] } });
  await tx.leasedSample.deleteMany({ where: { leaseId, sampleId: { notIn: [...sampleIds] } } });
}

/** Deletes a lease; its samples wait again. False when it was gone. */
export async function deleteLease(tx: Tx, leaseId: string): Promise<boolean> {
  return (await tx.embeddingLease.deleteMany({ where: { id: leaseId } })).count > 0;
}

/** Gives up what a producer has not returned. */
export async function dropOpenLeases(tx: Tx, producerId: string): Promise<void> {
  await tx.embeddingLease.deleteMany({ where: { producerId, returnedAt: null } });
}

/** Extends the leases of a producer from now on, up to the limit of each. */
export async function extendLeases(tx: Tx, producerId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "EmbeddingLease"
    SET "expiresAt" = least(now() + make_interval(secs => ${leaseLifetimeMs / 1000}),
                            "createdAt" + make_interval(secs => ${leaseLimitMs / 1000}))
    WHERE "producerId" = ${producerId}::uuid AND "returnedAt" IS NULL AND "expiresAt" > now()`;
}

/** How many samples a producer's lease holds that is still out; null when it ran out, came back or is not its own. */
export async function countLeaseSamples(
  tx: Tx,
  { producerId, leaseId }: { producerId: string; leaseId: string },
): Promise<number | null> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT cardinality("sampleIds") AS count FROM "EmbeddingLease"
    WHERE id = ${leaseId}::uuid AND "producerId" = ${producerId}::uuid AND "returnedAt" IS NULL AND "expiresAt" > now()`;
  return rows[0]?.count ?? null;
}

/** Keeps the vectors of a lease until they are checked. False when the lease ran out meanwhile or is there already. */
export async function stageVectors(
  tx: Tx,
  { producerId, leaseId, vectors }: { producerId: string; leaseId: string; vectors: Uint8Array<ArrayBuffer> },
): Promise<boolean> {
  const staged = await tx.$executeRaw`
    UPDATE "EmbeddingLease" SET vectors = ${vectors}, "returnedAt" = now()
    WHERE id = ${leaseId}::uuid AND "producerId" = ${producerId}::uuid
      AND "returnedAt" IS NULL AND "expiresAt" > now() AND cardinality("sampleIds") > 0`;
  return staged > 0;
}

/** A lease that came back: row i of `vectors` (float32 little-endian) belongs to `sampleIds[i]`. */
export type ReturnedLease = {
  id: string;
  producerId: string;
  sampleIds: string[];
  vectors: Uint8Array<ArrayBuffer>;
};

/** The leases that came back and wait for their check, oldest first. */
export async function listReturned(tx: Tx, { datasetId, modelId }: Place, limit: number): Promise<ReturnedLease[]> {
  return tx.$queryRaw<ReturnedLease[]>`
    SELECT lease.id, lease."producerId", lease."sampleIds", lease.vectors
    FROM "EmbeddingLease" AS lease JOIN "EmbeddingProducer" AS producer ON producer.id = lease."producerId"
    WHERE producer."datasetId" = ${datasetId}::uuid AND producer."modelId" = ${modelId}::uuid
      AND lease."returnedAt" IS NOT NULL
    ORDER BY lease."returnedAt", lease.id LIMIT ${limit}`;
}

/** Leases of a dataset and model that are out or wait for their check. */
export async function countLiveLeases(tx: Tx, { datasetId, modelId }: Place): Promise<number> {
  const [counts] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM "EmbeddingLease" AS lease JOIN "EmbeddingProducer" AS producer ON producer.id = lease."producerId"
    WHERE producer."datasetId" = ${datasetId}::uuid AND producer."modelId" = ${modelId}::uuid
      AND (lease."returnedAt" IS NOT NULL OR lease."expiresAt" > now())`;
  return counts?.count ?? 0;
}

/** The ids of those of the samples that are still there. */
export async function listPresent(tx: Tx, sampleIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Sample" WHERE id = ANY (${[...sampleIds]}::uuid[])`;
  return rows.map(({ id }) => id);
}

/** Those of the samples that are still there, as the model takes them. */
export async function listSamplesById(tx: Tx, sampleIds: readonly string[]): Promise<PendingSample[]> {
  return tx.$queryRaw<PendingSample[]>`
    SELECT sample.id, sample.preview, payload.text, sample."viewHash"
    FROM "Sample" AS sample LEFT JOIN "SampleText" AS payload ON payload."sampleId" = sample.id
    WHERE sample.id = ANY (${[...sampleIds]}::uuid[])`;
}

/**
 * Makes the vectors of a checked lease embeddings of their producer and deletes the lease. A sample that has an embedding
 * already keeps it; one that was purged is passed over. Returns how many were added; null when the lease was gone.
 */
export async function acceptLease(tx: Tx, leaseId: string, modelId: string): Promise<number | null> {
  const addedCount = await tx.$executeRaw`
    INSERT INTO "Embedding" ("sampleId", "modelId", "producerId", vector)
    SELECT sample.id, ${modelId}::uuid, lease."producerId",
           substring(lease.vectors FROM ((given.n - 1) * lease.size + 1)::int FOR lease.size)
    FROM (SELECT "producerId", "sampleIds", vectors, octet_length(vectors) / cardinality("sampleIds") AS size
          FROM "EmbeddingLease" WHERE id = ${leaseId}::uuid) AS lease
    CROSS JOIN unnest(lease."sampleIds") WITH ORDINALITY AS given (id, n)
    JOIN "Sample" AS sample ON sample.id = given.id
    ON CONFLICT DO NOTHING`;
  return (await deleteLease(tx, leaseId)) ? addedCount : null;
}

/** Those of the samples that have an embedding by the model, or are in a lease that is out or waits for its check. */
export async function listTaken(tx: Tx, modelId: string, sampleIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT given.id FROM unnest(${[...sampleIds]}::uuid[]) AS given (id)
    WHERE EXISTS (SELECT FROM "Embedding" AS e WHERE e."modelId" = ${modelId}::uuid AND e."sampleId" = given.id)
      OR EXISTS (
        SELECT FROM "LeasedSample" AS l JOIN "EmbeddingLease" AS lease ON lease.id = l."leaseId"
        WHERE l."modelId" = ${modelId}::uuid AND l."sampleId" = given.id
          AND (lease."returnedAt" IS NOT NULL OR lease."expiresAt" > now()))`;
  return rows.map(({ id }) => id);
}
