import type { Tx } from '@/lib/db/client.server';
import { decodeVectors } from '@/lib/embeddings/vector-codec';

/** The cluster of a sample in the dataset's current run; null when it is in none. */
export type Membership = { clusterId: string; clusterTitle: string; modelId: string };

export async function findMembership(tx: Tx, sample: { id: string; datasetId: string }): Promise<Membership | null> {
  const rows = await tx.$queryRaw<Membership[]>`
    SELECT k."id" AS "clusterId", k."title" AS "clusterTitle", r."modelId"
    FROM "ClusterMember" m JOIN "Cluster" k ON k."id" = m."clusterId" JOIN "ClusterRun" r ON r."id" = m."runId"
    WHERE m."sampleId" = ${sample.id}::uuid AND m."runId" = (
      SELECT "id" FROM "ClusterRun" WHERE "datasetId" = ${sample.datasetId}::uuid ORDER BY "number" DESC LIMIT 1)`;
  return rows[0] ?? null;
}

/** The embedding of one sample; null when it has none by that model. */
export async function readVector(tx: Tx, modelId: string, sampleId: string): Promise<Float32Array | null> {
  const row = await tx.embedding.findUnique({ where: { modelId_sampleId: { modelId, sampleId } } });
  return row === null ? null : decodeVectors(row.vector);
}

// 500 vectors of 1,856 numbers are 3.7 MB: what one reading holds in memory.
const PAGE_SIZE = 500;

/** The embeddings of a cluster's live members, page by page from core to fringe, so that memory stays flat. */
export async function* readMemberVectors(
  tx: Tx,
  { clusterId, modelId }: Membership,
): AsyncGenerator<{ sampleId: string; vector: Float32Array }> {
  for (let rank = 0; ; rank += PAGE_SIZE) {
    const rows = await tx.$queryRaw<{ sampleId: string; vector: Uint8Array<ArrayBuffer> | null }[]>`
      SELECT m."sampleId", e."vector" FROM "ClusterMember" m
      JOIN "Sample" s ON s."id" = m."sampleId"
      LEFT JOIN "Embedding" e ON e."modelId" = ${modelId}::uuid AND e."sampleId" = m."sampleId" AND s."deletedAt" IS NULL
      WHERE m."clusterId" = ${clusterId}::uuid AND m."rank" >= ${rank} AND m."rank" < ${rank + PAGE_SIZE}`;
    for (const { sampleId, vector } of rows) if (vector !== null) yield { sampleId, vector: decodeVectors(vector) };
    // Purged members leave gaps in the ranks, so an empty page is not yet the end.
    if (rows.length < PAGE_SIZE && !(await hasMembersFrom(tx, clusterId, rank + PAGE_SIZE))) return;
  }
}

async function hasMembersFrom(tx: Tx, clusterId: string, rank: number): Promise<boolean> {
  return (
    (await tx.clusterMember.findFirst({ where: { clusterId, rank: { gte: rank } }, select: { rank: true } })) !== null
  );
}
