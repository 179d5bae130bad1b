import type { Rows } from '@/lib/math/vectors';
import { cutMerges, linkByWard, type Merge } from '@/lib/math/ward';

/** Fewer clusters than this are looked through as they are. */
export const smallestClusterCount = 9;

/**
 * Gathers clusters that are near each other into coarse clusters: Ward's hierarchy over their centres, each weighted by
 * its size, cut between √k/√2 and √k·√2 where the next step would cost most in proportion to the one before. Returns
 * for each cluster the number of its coarse cluster from 0; 0 holds the most samples, of equal ones the one with the
 * lowest cluster. Null for fewer than 9 clusters. `centres` has a row for each cluster; the same give the same.
 */
export function gatherClusters(centres: Rows, sizes: ArrayLike<number>): Int32Array | null {
  const { rowCount } = centres;
  if (rowCount < smallestClusterCount) return null;
  const merges = linkByWard(centres, sizes);
  return numberBySize(cutMerges(merges, rowCount, chooseCount(merges, rowCount)), sizes);
}

/** How many groups to leave: the widest gap between what the last step cost and what the next one would. */
function chooseCount(merges: readonly Merge[], rowCount: number): number {
  const root = Math.sqrt(rowCount);
  const heightBelow = (groupCount: number) => merges[rowCount - groupCount]?.height ?? 0;
  let best = { count: Math.round(root), gap: 0 };
  for (let count = Math.ceil(root / Math.SQRT2); count <= Math.floor(root * Math.SQRT2); count++) {
    const gap = heightBelow(count) / (heightBelow(count + 1) || Number.MIN_VALUE);
    if (gap > best.gap) best = { count, gap };
  }
  return best.count;
}

function numberBySize(groups: Int32Array, sizes: ArrayLike<number>): Int32Array {
  const totals: number[] = [];
  groups.forEach((group, cluster) => {
    totals[group] = (totals[group] ?? 0) + (sizes[cluster] as number);
  });
  const order = [...totals.keys()].sort((a, b) => (totals[b] as number) - (totals[a] as number) || a - b);
  const numberOf = new Int32Array(order.length);
  order.forEach((group, number) => {
    numberOf[group] = number;
  });
  return groups.map((group) => numberOf[group] as number);
}
