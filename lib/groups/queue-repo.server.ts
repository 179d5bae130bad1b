import type { CoarseClusterSummary } from '@/lib/clusters/cluster';
import { findCurrentRun } from '@/lib/clusters/repo.server';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { QueuedGroup, ReviewQueue } from '@/lib/groups/group';
import { type ListedGroup, summarizeClusters } from '@/lib/groups/heads-repo.server';
import { judgeWorth } from '@/lib/groups/worth';

/**
 * The queue of a dataset's current run: open clusters, most worthwhile first, then done ones by
 * number. A cluster is done when nothing inside its boundary waits: every sample there is labeled, or excluded by
 * hand. Deleted samples do not count.
 */
export async function listQueue(tx: Tx, dataset: AuthorizedDataset): Promise<ReviewQueue> {
  const run = await findCurrentRun(tx, dataset.id);
  if (run === null) return { run: null, clusters: [], coarse: [] };
  const listed = await summarizeClusters(tx, { runId: run.id, clusterId: null });
  const open = listed.filter(({ waitingCount }) => waitingCount > 0).sort(compareWorth);
  const done = listed.filter(({ waitingCount }) => waitingCount === 0);
  return {
    run,
    clusters: [...open.map((group) => show(group, false)), ...done.map((group) => show(group, true))],
    coarse: await listCoarse(tx, run.id),
  };
}

async function listCoarse(tx: Tx, runId: string): Promise<CoarseClusterSummary[]> {
  return tx.$queryRaw<CoarseClusterSummary[]>`
    SELECT number, title, words FROM "CoarseCluster" WHERE "runId" = ${runId}::uuid ORDER BY number`;
}

function compareWorth(a: ListedGroup, b: ListedGroup): number {
  return judgeWorth(b.head, b.waitingCount) - judgeWorth(a.head, a.waitingCount);
}

function show({ head, coarseNumber }: ListedGroup, done: boolean): QueuedGroup {
  return { ...head, coarseNumber, done };
}

/** How many clusters a dataset's current run has, and how many of them are not done. */
export async function countClusters(
  tx: Tx,
  datasetId: string,
): Promise<{ clusterCount: number; clustersLeft: number }> {
  const [counts] = await tx.$queryRaw<{ clusterCount: number; clustersLeft: number }[]>`
    WITH current AS (SELECT id FROM "ClusterRun" WHERE "datasetId" = ${datasetId}::uuid ORDER BY number DESC LIMIT 1)
    SELECT count(*)::int AS "clusterCount",
      count(*) FILTER (WHERE EXISTS (
        SELECT FROM "ClusterMember" AS member JOIN "Sample" AS sample ON sample.id = member."sampleId"
        WHERE member."clusterId" = cluster.id AND member.rank < cluster."boundaryRank" AND sample."deletedAt" IS NULL
          AND NOT EXISTS (SELECT FROM "Label" AS label WHERE label."sampleId" = member."sampleId")
          AND NOT EXISTS (SELECT FROM "Exclusion" AS exclusion WHERE exclusion."sampleId" = member."sampleId")))::int AS "clustersLeft"
    FROM "Cluster" AS cluster JOIN current ON current.id = cluster."runId"`;
  return counts ?? { clusterCount: 0, clustersLeft: 0 };
}
