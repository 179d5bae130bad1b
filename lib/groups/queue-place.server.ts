import { findCurrentRun, listClusterIds } from '@/lib/clusters/repo.server';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Conflict } from '@/lib/errors';
import type { GroupMembers } from '@/lib/groups/members-repo.server';
import { listOpenedSince, listStanding } from '@/lib/groups/regroup-repo.server';
import { layOutQueue, type QueueLayout, type Regrouping, type StandingRegrouping } from '@/lib/groups/regrouping';

/** How the queue of a dataset is laid out now: `roots` are the clusters of its current run. */
export async function readLayout(
  tx: Tx,
  datasetId: string,
  run: { clusterIds: readonly string[]; createdAt: string },
): Promise<QueueLayout & { roots: ReadonlySet<string> }> {
  const standing = await listStanding(tx, datasetId);
  const named = standing.flatMap(({ kind, groupId, fromIds }) => (kind === 'park' ? [groupId] : fromIds));
  const opened = named.length === 0 ? [] : await listOpenedSince(tx, named, run.createdAt);
  const roots = new Set([...run.clusterIds, ...opened]);
  return { ...layOutQueue(standing, roots), roots };
}

const done: Record<StandingRegrouping['kind'], string> = { split: 'split', merge: 'merged', park: 'parked' };

/** Throws Conflict for a group that was split, merged or parked meanwhile, and for a cluster of an earlier run. */
export async function refuseReplaced(
  tx: Tx,
  {
    dataset,
    kind,
    sources,
  }: { dataset: AuthorizedDataset; kind: Regrouping['kind']; sources: readonly GroupMembers[] },
): Promise<void> {
  const run = await findCurrentRun(tx, dataset.id);
  const clusterIds = run === null ? [] : await listClusterIds(tx, run.id);
  const layout = await readLayout(tx, dataset.id, {
    clusterIds,
    createdAt: run?.createdAt ?? new Date(0).toISOString(),
  });
  for (const { id, source, title } of sources) {
    const by = layout.replacedBy.get(id) ?? (kind === 'park' ? layout.parked.get(id) : undefined);
    if (by !== undefined) {
      throw new Conflict(
        `${title} was ${done[by.kind]} by ${by.personName}, operation ${by.seq}. Nothing was changed. Take that back first, or go on with what stands in the queue.`,
      );
    }
    const isMade = source === 'cluster' || source === 'part' || source === 'merged';
    if (isMade && !layout.roots.has(id) && !layout.added.has(id)) {
      throw new Conflict(
        `${title} is of an earlier run of clusters or of a split that was taken back, and does not stand in the queue. Nothing was changed. Its samples can still be labeled.`,
      );
    }
  }
}
