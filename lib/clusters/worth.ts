import type { ClusterSummary, GroupSuggestion } from '@/lib/clusters/cluster';

/** Members known to be of a class: by a label, or by an imported suggestion of an unlabeled one. */
export type KnownMembers = { labelClassId: string; labelCount: number; suggestionCount: number };

// Half of the known members: below that they point to no one class.
const smallestShare = 0.5;
// With fewer known members their share says less about the rest than the cluster's own cohesion.
const tellingCount = 3;

/** The class that at least half of the known members point to; null when there is none. */
export function suggestForGroup(known: readonly KnownMembers[]): GroupSuggestion | null {
  const votesOf = (one: KnownMembers) => one.labelCount + one.suggestionCount;
  const knownCount = known.reduce((sum, one) => sum + votesOf(one), 0);
  const [best] = known.toSorted((a, b) => votesOf(b) - votesOf(a) || (a.labelClassId < b.labelClassId ? -1 : 1));
  if (best === undefined || knownCount === 0) return null;
  const share = votesOf(best) / knownCount;
  if (share < smallestShare) return null;
  return { labelClassId: best.labelClassId, share, knownCount, from: best.labelCount > 0 ? 'person' : 'import' };
}

/**
 * How worthwhile it is to open a cluster now: the number of samples that one accept is expected to
 * label rightly. That is its unlabeled members inside the boundary, times the share of them that
 * should be of one class: the share of a suggestion that rests on at least 3 members, else the
 * cohesion (0 to 1).
 */
export function judgeWorth(
  cluster: Pick<ClusterSummary, 'cohesion' | 'suggestion'>,
  unlabeledInsideCount: number,
): number {
  const { suggestion, cohesion } = cluster;
  const share = suggestion !== null && suggestion.knownCount >= tellingCount ? suggestion.share : Math.max(0, cohesion);
  return unlabeledInsideCount * share;
}
