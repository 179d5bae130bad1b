import type { GroupHead, GroupSuggestion } from '@/lib/groups/group';

/** Members known to be of a class: by a label, or by an imported suggestion of an unlabeled one. */
export type KnownMembers = { labelClassId: string; labelCount: number; suggestionCount: number };

// Below half, the known members point to no one class.
const smallestShare = 0.5;
// Standard normal quantile of a two-sided 95 % interval.
const confidenceZ = 1.96;
// With fewer known members their share says less about the rest than the cluster's own cohesion.
const tellingCount = 3;

/**
 * The class that more than half of a group should belong to, judged by its known members: the lower end of the 95 %
 * Wilson interval (Wilson 1927) of the share of the most frequent class must reach one half. So a tie, or one or two
 * stray labels in a large group, suggest nothing; four of four do. Null when there is no such class.
 */
export function suggestForGroup(known: readonly KnownMembers[]): GroupSuggestion | null {
  const votesOf = (one: KnownMembers) => one.labelCount + one.suggestionCount;
  const knownCount = known.reduce((sum, one) => sum + votesOf(one), 0);
  const [best] = known.toSorted((a, b) => votesOf(b) - votesOf(a) || (a.labelClassId < b.labelClassId ? -1 : 1));
  if (best === undefined || knownCount === 0) return null;
  const share = votesOf(best) / knownCount;
  if (lowerShare(share, knownCount) < smallestShare) return null;
  return { labelClassId: best.labelClassId, share, knownCount, from: best.labelCount > 0 ? 'person' : 'import' };
}

/** Lower end of the Wilson score interval of a share seen among n; 0 to 1. */
function lowerShare(share: number, n: number): number {
  const z2 = confidenceZ ** 2;
  const spread = confidenceZ * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return (share + z2 / (2 * n) - spread) / (1 + z2 / n);
}

/**
 * How worthwhile it is to open a cluster now: the number of samples that one accept is expected to
 * label rightly. That is its unlabeled members inside the boundary, times the share of them that
 * should be of one class: the share of a suggestion that rests on at least 3 members, else the
 * cohesion (0 to 1; 0 where it is not known).
 */
export function judgeWorth(cluster: Pick<GroupHead, 'cohesion' | 'suggestion'>, unlabeledInsideCount: number): number {
  const { suggestion, cohesion } = cluster;
  const share =
    suggestion !== null && suggestion.knownCount >= tellingCount ? suggestion.share : Math.max(0, cohesion ?? 0);
  return unlabeledInsideCount * share;
}
