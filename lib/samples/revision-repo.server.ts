import type { Tx } from '@/lib/db/client.server';
import { idList } from '@/lib/db/list-value.server';

/** What an act needs to know of a sample before it may touch it. */
export type SampleMark = { sampleId: string; isDeleted: boolean };

/** The marks of those among the samples that the dataset holds, deleted ones included, in no order. */
export async function readMarks(tx: Tx, datasetId: string, sampleIds: readonly string[]): Promise<SampleMark[]> {
  return await tx.$queryRaw<SampleMark[]>`
    SELECT "id" AS "sampleId", "deletedAt" IS NOT NULL AS "isDeleted"
    FROM "Sample" WHERE "id" = ANY(${idList(sampleIds)}) AND "datasetId" = ${datasetId}::uuid`;
}

/** How many of these samples the dataset holds undeleted. Each id counts once. */
export async function countLive(tx: Tx, datasetId: string, sampleIds: readonly string[]): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Sample"
    WHERE "id" = ANY(${idList(sampleIds)}) AND "datasetId" = ${datasetId}::uuid AND "deletedAt" IS NULL`;
  return rows[0]?.count ?? 0;
}

/**
 * The newest revision after `since` that touched one of these samples; `since` itself where none did. Cheap while few
 * operations came after it.
 */
export async function findNewestTouch(
  tx: Tx,
  touched: { datasetId: string; sampleIds: readonly string[]; since: number },
): Promise<number> {
  const { datasetId, sampleIds, since } = touched;
  const rows = await tx.$queryRaw<{ seq: bigint | null }[]>`
    SELECT max(o."seq") AS "seq" FROM "Operation" o
    WHERE o."datasetId" = ${datasetId}::uuid AND o."seq" > ${since} AND EXISTS (
      SELECT FROM "OperationEffect" e WHERE e."operationId" = o."id" AND e."sampleId" = ANY(${idList(sampleIds)}))`;
  return Number(rows[0]?.seq ?? since);
}
