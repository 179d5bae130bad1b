import type { CoarseClusterSummary } from '@/lib/clusters/cluster';
import { findCurrentRun } from '@/lib/clusters/repo.server';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { QueuedGroup, ReviewQueue } from '@/lib/groups/group';
import { type ListedGroup, summarizeClusters, summarizeGroups } from '@/lib/groups/heads-repo.server';
import { readLayout } from '@/lib/groups/queue-place.server';
import type { QueueLayout, StandingRegrouping } from '@/lib/groups/regrouping';
import { readRunCounts } from '@/lib/groups/run-counts.server';
import { judgeWorth } from '@/lib/groups/worth';

/**
 * The queue of a dataset's current run: open groups, most worthwhile first, then done ones by number. The parts of a split
 * and what was merged stand in the place of what they replaced. A group is done when nothing inside its boundary waits:
 * every sample there is labeled, or excluded by hand. Deleted samples do not count.
 */
export async function listQueue(tx: Tx, dataset: AuthorizedDataset): Promise<ReviewQueue> {
  const run = await findCurrentRun(tx, dataset.id);
  if (run === null) return { run: null, clusters: [], coarse: [] };
  const clusters = await summarizeClusters(tx, { runId: run.id, datasetId: dataset.id, clusterId: null });
  const layout = await readLayout(tx, dataset.id, {
    clusterIds: clusters.map(({ head }) => head.id),
    createdAt: run.createdAt,
  });
  const listed = [...clusters, ...(await listMade(tx, clusters, layout))].filter(
    ({ head }) => !layout.replacedBy.has(head.id),
  );
  const open = listed.filter(({ waitingCount }) => waitingCount > 0).sort(compareWorth);
  const done = listed.filter(({ waitingCount }) => waitingCount === 0);
  const show = ({ head, coarseNumber }: ListedGroup, isDone: boolean): QueuedGroup => ({
    ...head,
    coarseNumber,
    done: isDone,
    parked: sayParked(layout.parked.get(head.id)),
  });
  return {
    run,
    clusters: [...open.map((group) => show(group, false)), ...done.map((group) => show(group, true))],
    coarse: await listCoarse(tx, run.id),
  };
}

/** Groups that stand in the queue and are no clusters: parts, merged ones, and parked ones of any source. */
async function listMade(tx: Tx, clusters: readonly ListedGroup[], layout: QueueLayout): Promise<ListedGroup[]> {
  const coarseOf = new Map(clusters.map(({ head, coarseNumber }) => [head.id, coarseNumber]));
  const ids = [...layout.added.keys(), ...layout.parked.keys()].filter(
    (id) => !coarseOf.has(id) && !layout.replacedBy.has(id),
  );
  const made = await summarizeGroups(tx, [...new Set(ids)]);
  return made.map((group) => ({ ...group, coarseNumber: coarseOf.get(layout.added.get(group.head.id) ?? '') ?? null }));
}

function sayParked(by: StandingRegrouping | undefined): QueuedGroup['parked'] {
  return by === undefined ? null : { operationId: by.operationId, note: by.note, personName: by.personName, at: by.at };
}

async function listCoarse(tx: Tx, runId: string): Promise<CoarseClusterSummary[]> {
  return tx.$queryRaw<CoarseClusterSummary[]>`
    SELECT number, title, words FROM "CoarseCluster" WHERE "runId" = ${runId}::uuid ORDER BY number`;
}

function compareWorth(a: ListedGroup, b: ListedGroup): number {
  return judgeWorth(b.head, b.waitingCount) - judgeWorth(a.head, a.waitingCount);
}

/** How many clusters a dataset's current run has, and how many of them are not done. */
export async function countClusters(
  tx: Tx,
  datasetId: string,
): Promise<{ clusterCount: number; clustersLeft: number }> {
  const run = await findCurrentRun(tx, datasetId);
  if (run === null) return { clusterCount: 0, clustersLeft: 0 };
  const waiting = (await readRunCounts(tx, { runId: run.id, datasetId })).filter(
    ({ labelClassId, waitingCount }) => labelClassId === null && waitingCount > 0,
  );
  const clusterCount = await tx.cluster.count({ where: { runId: run.id } });
  return { clusterCount, clustersLeft: new Set(waiting.map(({ groupId }) => groupId)).size };
}
