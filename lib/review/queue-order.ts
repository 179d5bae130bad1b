import type { QueuedGroup } from '@/lib/groups/group';

export type QueueItem = QueuedGroup;
export type QueueSort = 'worthwhile' | 'largest' | 'tightest';

/** What happened to clusters in this sitting; ids in the order in which it happened. */
export type Sitting = {
  /** Came back because the server refused: to the front. */
  returned: readonly string[];
  /** Skipped, or accepted in part: to the end. */
  put: readonly string[];
  /** Accepted with nothing left, ahead of the server. */
  finished: ReadonlySet<string>;
};

export const FRESH_SITTING: Sitting = { returned: [], put: [], finished: new Set() };

function compareBy(sort: QueueSort): (one: QueueItem, other: QueueItem) => number {
  if (sort === 'largest') return (one, other) => other.size - one.size;
  if (sort === 'tightest') return (one, other) => (other.cohesion ?? -1) - (one.cohesion ?? -1);
  return () => 0;
}

/** How the queue is laid out. */
export type QueueLook = {
  sort: QueueSort;
  /** Clusters of one coarse cluster stand together. */
  isGrouped: boolean;
};

/**
 * The queue as a person meets it. `worthwhile` keeps the server's order; then what came back stands in front, and what was
 * skipped or done in part at the end, the first skipped first. Grouped, the coarse clusters follow each other in the order
 * of their first clusters. What was parked stands apart.
 */
export function orderQueue(
  clusters: readonly QueueItem[],
  { sort, isGrouped }: QueueLook,
  sitting: Sitting,
): { open: QueueItem[]; done: QueueItem[]; parked: QueueItem[] } {
  const isDone = (item: QueueItem) =>
    (item.done || sitting.finished.has(item.id)) && !sitting.returned.includes(item.id);
  const place = (item: QueueItem) => {
    const front = sitting.returned.indexOf(item.id);
    if (front >= 0) return front - sitting.returned.length;
    return sitting.put.indexOf(item.id) + 1;
  };
  const parked = clusters.filter((item) => item.parked !== null);
  const standing = clusters.filter((item) => item.parked === null);
  const open = standing
    .filter((item) => !isDone(item))
    .toSorted(compareBy(sort))
    .toSorted((one, other) => place(one) - place(other));
  return {
    open: isGrouped ? groupByCoarse(open).flatMap(({ items }) => items) : open,
    done: standing.filter(isDone),
    parked,
  };
}

/** Clusters by their coarse cluster, in the order of its first one; null for those of a run without. */
export function groupByCoarse(items: readonly QueueItem[]): { number: number | null; items: QueueItem[] }[] {
  const groups = new Map<number | null, QueueItem[]>();
  for (const item of items) {
    const group = groups.get(item.coarseNumber);
    if (group === undefined) groups.set(item.coarseNumber, [item]);
    else group.push(item);
  }
  return [...groups].map(([number, own]) => ({ number, items: own }));
}

/**
 * The cluster to go on with once `currentId` is settled: the one that follows it in `before`, the order the person saw; from
 * the end, the first that is left. `after` is the order now. Null when none is left.
 */
export function pickNext(
  before: readonly { id: string }[],
  after: readonly { id: string }[],
  currentId: string,
): string | null {
  const left = new Set(after.map(({ id }) => id).filter((id) => id !== currentId));
  const at = before.findIndex(({ id }) => id === currentId);
  const following = before.slice(at + 1).find(({ id }) => left.has(id));
  return (following ?? after.find(({ id }) => left.has(id)))?.id ?? null;
}

export type SittingAct = { kind: 'returned' | 'put' | 'finished' | 'reopened'; groupId: string };

/** What a sitting knows after an act. */
export function reduceSitting(sitting: Sitting, { kind, groupId }: SittingAct): Sitting {
  const returned = sitting.returned.filter((id) => id !== groupId);
  const put = sitting.put.filter((id) => id !== groupId);
  const finished = new Set(sitting.finished);
  finished.delete(groupId);
  if (kind === 'returned') return { returned: [groupId, ...returned], put, finished };
  if (kind === 'put') return { returned, put: [...put, groupId], finished };
  if (kind === 'finished') return { returned, put, finished: finished.add(groupId) };
  return { returned, put, finished };
}
