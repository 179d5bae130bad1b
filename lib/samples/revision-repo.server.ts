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

/**
 * How many of these samples the dataset holds undeleted, and the newest revision after `since` that touched one of them;
 * `since` itself where none did. Cheap while few operations came after it.
 */
export async function checkMarks(
  tx: Tx,
  datasetId: string,
  sampleIds: readonly string[],
  since = 0,
): Promise<{ liveCount: number; newestRevision: number }> {
  const ids = idList(sampleIds);
  const [live] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Sample"
    WHERE "id" = ANY(${ids}) AND "datasetId" = ${datasetId}::uuid AND "deletedAt" IS NULL`;
  const [newest] = await tx.$queryRaw<{ seq: bigint | null }[]>`
    SELECT max(o."seq") AS "seq" FROM "Operation" o
    WHERE o."datasetId" = ${datasetId}::uuid AND o."seq" > ${since} AND EXISTS (
      SELECT FROM "OperationEffect" e WHERE e."operationId" = o."id" AND e."sampleId" = ANY(${ids}))`;
  return { liveCount: live?.count ?? 0, newestRevision: Math.max(since, Number(newest?.seq ?? 0)) };
}
