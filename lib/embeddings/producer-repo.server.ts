import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { EmbeddingModelSummary } from '@/lib/embeddings/embedding-model';
import { type ProducerSummary, silenceLimitMs } from '@/lib/embeddings/producer';
import { summarizeModel } from '@/lib/embeddings/repo.server';

/** A producer as the server judges it. */
export type ProducerRow = {
  id: string;
  datasetId: string;
  modelId: string;
  tokenHash: Uint8Array;
  status: ProducerSummary['status'];
  ratePerS: number;
  reason: string | null;
  cursorId: string | null;
};

/** Makes a producer; `tokenHash` is the SHA-256 of the token that its page gets. Returns its id. */
export async function createProducer(
  tx: Tx,
  values: {
    datasetId: string;
    modelId: string;
    personId: string;
    tokenHash: Uint8Array<ArrayBuffer>;
    backend: string;
    ratePerS: number;
  },
): Promise<string> {
  const id = uuidv7();
  await tx.embeddingProducer.create({ data: { id, ...values } });
  return id;
}

/** A producer, its row locked until the transaction ends; null for an unknown one. */
export async function lockProducer(tx: Tx, producerId: string): Promise<ProducerRow | null> {
  const rows = await tx.$queryRaw<ProducerRow[]>`
    SELECT id, "datasetId", "modelId", "tokenHash", status::text AS status, "ratePerS", reason, "cursorId"
    FROM "EmbeddingProducer" WHERE id = ${producerId}::uuid FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/** Notes that a producer's page is there, and how fast it is. */
export async function noteProducer(tx: Tx, producerId: string, ratePerS: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE "EmbeddingProducer" SET "seenAt" = now(), "ratePerS" = ${ratePerS}::float8 WHERE id = ${producerId}::uuid`;
}

/** Notes where a producer's next lease begins. */
export async function moveProducer(tx: Tx, producerId: string, cursorId: string | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE "EmbeddingProducer" SET "seenAt" = now(), "cursorId" = ${cursorId}::uuid WHERE id = ${producerId}::uuid`;
}

/** Ends a producer that leaves by itself; one that has ended stays as it is. */
export async function endProducer(tx: Tx, producerId: string): Promise<void> {
  await tx.embeddingProducer.updateMany({
    where: { id: producerId, status: 'active' },
    data: { status: 'left', endedAt: new Date() },
  });
}

/** Adds to what a producer did well. */
export async function creditProducer(
  tx: Tx,
  producerId: string,
  { acceptedCount, cosine }: { acceptedCount: number; cosine: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "EmbeddingProducer"
    SET "acceptedCount" = "acceptedCount" + ${acceptedCount},
        "lowestCosine" = least("lowestCosine", ${cosine}::float8)
    WHERE id = ${producerId}::uuid`;
}

/**
 * Refuses a producer for good and deletes every embedding that it made, so that those samples wait again; its leases go
 * too. Returns how many embeddings were deleted. Safe to repeat: the first reason stays.
 */
export async function refuseProducer(
  tx: Tx,
  { producerId, modelId, reason }: { producerId: string; modelId: string; reason: string },
): Promise<number> {
  const retractedCount = await tx.$executeRaw`
    DELETE FROM "Embedding" WHERE "modelId" = ${modelId}::uuid AND "producerId" = ${producerId}::uuid`;
  await tx.embeddingLease.deleteMany({ where: { producerId } });
  await tx.$executeRaw`
    UPDATE "EmbeddingProducer"
    SET status = 'refused', reason = coalesce(reason, ${reason}), "endedAt" = coalesce("endedAt", now()),
        "retractedCount" = "retractedCount" + ${retractedCount},
        "isReclusterDue" = "isReclusterDue" OR ${retractedCount > 0}
    WHERE id = ${producerId}::uuid`;
  return retractedCount;
}

/** A model by its id; null for an unknown one. */
export async function findModel(tx: Tx, modelId: string): Promise<EmbeddingModelSummary | null> {
  const row = await tx.embeddingModel.findUnique({ where: { id: modelId } });
  return row === null ? null : summarizeModel(row);
}

/** True when a page has worked on a dataset by a model within a day, whatever became of it. */
export async function hadProducers(
  tx: Tx,
  { datasetId, modelId }: { datasetId: string; modelId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ had: boolean }[]>`
    SELECT true AS had FROM "EmbeddingProducer" WHERE "datasetId" = ${datasetId}::uuid AND "modelId" = ${modelId}::uuid
      AND "seenAt" > now() - interval '1 day' LIMIT 1`;
  return rows.length > 0;
}

/** True when embeddings of the dataset were deleted by a refusal and no clustering has been asked for since; asks once. */
export async function takeReclusterDue(tx: Tx, datasetId: string): Promise<boolean> {
  const { count } = await tx.embeddingProducer.updateMany({
    where: { datasetId, isReclusterDue: true },
    data: { isReclusterDue: false },
  });
  return count > 0;
}

/** Why pages were refused while a job ran, oldest first, with how many embeddings each refusal deleted. */
export async function listRefusals(
  tx: Tx,
  { datasetId, since }: { datasetId: string; since: Date },
): Promise<{ personName: string; reason: string; retractedCount: number }[]> {
  const rows = await tx.embeddingProducer.findMany({
    where: { datasetId, status: 'refused', endedAt: { gte: since } },
    orderBy: { endedAt: 'asc' },
    select: { reason: true, retractedCount: true, person: { select: { name: true } } },
  });
  return rows.map(({ reason, retractedCount, person }) => ({
    personName: person.name,
    reason: reason ?? '',
    retractedCount,
  }));
}

const summaryColumns = Prisma.sql`producer.id, person.name AS "personName", producer.backend, producer.status::text AS status,
  producer.status = 'active' AND producer."seenAt" > now() - make_interval(secs => ${silenceLimitMs / 1000}) AS "isHere",
  producer."ratePerS", producer."acceptedCount", producer."retractedCount", producer."lowestCosine", producer.reason,
  producer."createdAt"`;

function summarize(row: Omit<ProducerSummary, 'createdAt'> & { createdAt: Date }): ProducerSummary {
  return { ...row, createdAt: row.createdAt.toISOString() };
}

/** One producer as people see it. Throws when there is none of this id. */
export async function describeProducer(tx: Tx, producerId: string): Promise<ProducerSummary> {
  const rows = await tx.$queryRaw<Parameters<typeof summarize>[0][]>`
    SELECT ${summaryColumns} FROM "EmbeddingProducer" AS producer
    JOIN "Person" AS person ON person.id = producer."personId" WHERE producer.id = ${producerId}::uuid`;
  if (rows[0] === undefined) throw new Error(`There is no embedding producer ${producerId}.`);
  return summarize(rows[0]);
}

/** The pages that work on a dataset now, and those that were refused within a day; oldest first, at most 100. */
export async function listProducers(tx: Tx, datasetId: string): Promise<ProducerSummary[]> {
  const rows = await tx.$queryRaw<Parameters<typeof summarize>[0][]>`
    SELECT ${summaryColumns} FROM "EmbeddingProducer" AS producer
    JOIN "Person" AS person ON person.id = producer."personId"
    WHERE producer."datasetId" = ${datasetId}::uuid
      AND ((producer.status = 'active' AND producer."seenAt" > now() - make_interval(secs => ${silenceLimitMs / 1000}))
        OR (producer.status = 'refused' AND producer."endedAt" > now() - interval '1 day'))
    ORDER BY producer."createdAt" LIMIT 100`;
  return rows.map(summarize);
}

/** How many pages of a dataset are here, and how many of one person were refused within a day. */
export async function countProducers(
  tx: Tx,
  { datasetId, personId }: { datasetId: string; personId: string },
): Promise<{ hereCount: number; refusedCount: number }> {
  const [counts] = await tx.$queryRaw<{ hereCount: number; refusedCount: number }[]>`
    SELECT count(*) FILTER (WHERE status = 'active'
             AND "seenAt" > now() - make_interval(secs => ${silenceLimitMs / 1000}))::int AS "hereCount",
           count(*) FILTER (WHERE status = 'refused' AND "personId" = ${personId}::uuid
             AND "endedAt" > now() - interval '1 day')::int AS "refusedCount"
    FROM "EmbeddingProducer" WHERE "datasetId" = ${datasetId}::uuid`;
  return counts ?? { hereCount: 0, refusedCount: 0 };
}
