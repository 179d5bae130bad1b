/** Clusters smaller than this get no boundary: a spread cannot be judged from so few. */
const smallestSize = 10;

/** At least this share of a cluster lies inside, however long its tail. */
const insideShare = 0.8;

/** Tukey's upper fence: this many interquartile ranges above the third quartile. */
const fenceWidth = 0.5;

/**
 * How many members, nearest first, the proposed boundary takes in. A member lies beyond when its
 * distance passes Tukey's upper fence, Q3 + 1.5 × (Q3 − Q1) (Tukey 1977, "Exploratory Data
 * Analysis"), but never more than a fifth of the cluster; a cluster of fewer than 10 has none
 * beyond. `distances` ascend; the answer is in 0..distances.length.
 */
export function proposeBoundary(distances: ArrayLike<number>): number {
  const size = distances.length;
  if (size < smallestSize) return size;
  const q1 = quantile(distances, 0.25);
  const q3 = quantile(distances, 0.75);
  const fence = q3 + fenceWidth * (q3 - q1);
  let inside = size;
  while (inside > 0 && (distances[inside - 1] as number) > fence) inside -= 1;
  return Math.max(inside, Math.ceil(insideShare * size));
}

/** Quantile of ascending numbers, linear between neighbours (Hyndman & Fan 1996, type 7). */
function quantile(ascending: ArrayLike<number>, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low + (place - below) * (high - low);
}
