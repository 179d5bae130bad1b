import type { Tx } from '@/lib/db/client.server';

/** What an act needs to know of a sample before it may touch it. */
export type SampleMark = { sampleId: string; revision: number; isDeleted: boolean };

/** The marks of those among the samples that the dataset holds, deleted ones included, in no order. */
export async function readMarks(tx: Tx, datasetId: string, sampleIds: readonly string[]): Promise<SampleMark[]> {
  const rows = await tx.$queryRaw<{ sampleId: string; revision: bigint; isDeleted: boolean }[]>`
    SELECT "id" AS "sampleId", "revision", "deletedAt" IS NOT NULL AS "isDeleted"
    FROM "Sample" WHERE "id" = ANY(${[...sampleIds]}::uuid[]) AND "datasetId" = ${datasetId}::uuid`;
  return rows.map((row) => ({ ...row, revision: Number(row.revision) }));
}

/** How many of these samples the dataset holds undeleted, and the newest revision among them; cheaper than readMarks. */
export async function checkMarks(
  tx: Tx,
  datasetId: string,
  sampleIds: readonly string[],
): Promise<{ liveCount: number; newestRevision: number }> {
  const rows = await tx.$queryRaw<{ liveCount: number; newestRevision: bigint }[]>`
    SELECT count(*)::int AS "liveCount", coalesce(max("revision"), 0) AS "newestRevision" FROM "Sample"
    WHERE "id" = ANY(${[...sampleIds]}::uuid[]) AND "datasetId" = ${datasetId}::uuid AND "deletedAt" IS NULL`;
  return { liveCount: rows[0]?.liveCount ?? 0, newestRevision: Number(rows[0]?.newestRevision ?? 0) };
}

/** Notes on samples that the operation `seq` touched them; the caller holds the dataset's row. */
export async function markTouched(tx: Tx, sampleIds: readonly string[], seq: number): Promise<void> {
  await tx.$executeRaw`UPDATE "Sample" SET "revision" = ${seq} WHERE "id" = ANY(${[...sampleIds]}::uuid[])`;
}
