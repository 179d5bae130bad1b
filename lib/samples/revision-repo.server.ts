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

/** Notes on samples that the operation `seq` touched them; the caller holds the dataset's row. */
export async function markTouched(tx: Tx, sampleIds: readonly string[], seq: number): Promise<void> {
  await tx.$executeRaw`UPDATE "Sample" SET "revision" = ${seq} WHERE "id" = ANY(${[...sampleIds]}::uuid[])`;
}
