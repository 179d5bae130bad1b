import type { QueueItem } from '@/lib/review/queue-order';

export type MergeCandidate = { item: QueueItem; similarity: number | null };

/** Candidates that are shown at most; typing finds the others. */
export const CANDIDATE_COUNT = 40;

/**
 * Groups of the queue that the open one could be merged with: by title where something is typed, else the nearest first and
 * then the queue's order. Those chosen already are always among them, in front.
 */
export function listCandidates(
  items: readonly QueueItem[],
  {
    openId,
    typed,
    chosen,
    nearest,
  }: {
    openId: string;
    typed: string;
    chosen: ReadonlySet<string>;
    nearest: ReadonlyMap<string, number>;
  },
): MergeCandidate[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const others = items.filter(({ id, parked }) => id !== openId && parked === null);
  const found = others.filter(({ id, title }) => chosen.has(id) || title.toLocaleLowerCase().includes(wanted));
  const rankOf = ({ id }: QueueItem) => (chosen.has(id) ? 3 : (nearest.get(id) ?? -2));
  return found
    .toSorted((one, other) => rankOf(other) - rankOf(one))
    .slice(0, Math.max(CANDIDATE_COUNT, chosen.size))
    .map((item) => ({ item, similarity: nearest.get(item.id) ?? null }));
}
