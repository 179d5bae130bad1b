import type { Tx } from '@/lib/db/client.server';

/** Members of a group (or a cluster) that an operation after a revision touched, at most `limit`, in order of id. */
export async function listTouchedMembers(
  tx: Tx,
  { datasetId, groupId, after, limit }: { datasetId: string; groupId: string; after: number; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ sampleId: string }[]>`
    WITH touched AS (
      SELECT DISTINCT e."sampleId" FROM "Operation" o JOIN "OperationEffect" e ON e."operationId" = o."id"
      WHERE o."datasetId" = ${datasetId}::uuid AND o."seq" > ${after})
    SELECT m."sampleId" FROM "Cluster" c JOIN "ClusterMember" m ON m."runId" = c."runId" AND m."clusterId" = c."id"
    JOIN touched ON touched."sampleId" = m."sampleId" WHERE c."id" = ${groupId}::uuid
    UNION ALL
    SELECT member."sampleId" FROM "Group" g, unnest(g."sampleIds") AS member("sampleId")
    JOIN touched ON touched."sampleId" = member."sampleId" WHERE g."id" = ${groupId}::uuid
    ORDER BY "sampleId" LIMIT ${limit}`;
  return rows.map(({ sampleId }) => sampleId);
}
