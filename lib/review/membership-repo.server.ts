import type { Tx } from '@/lib/db/client.server';

/** The cluster of a sample in the dataset's current run; null when it is in none. */
export type Membership = { clusterId: string; clusterTitle: string };

export async function findMembership(tx: Tx, sample: { id: string; datasetId: string }): Promise<Membership | null> {
  const rows = await tx.$queryRaw<Membership[]>`
    SELECT k."id" AS "clusterId", k."title" AS "clusterTitle"
    FROM "ClusterMember" m JOIN "Cluster" k ON k."id" = m."clusterId"
    WHERE m."sampleId" = ${sample.id}::uuid AND m."runId" = (
      SELECT "id" FROM "ClusterRun" WHERE "datasetId" = ${sample.datasetId}::uuid ORDER BY "number" DESC LIMIT 1)`;
  return rows[0] ?? null;
}
