/** The nearest others of each row: `k` a row, nearest first; −1 where there are fewer. */
export interface NeighbourDistances {
  readonly k: number;
  readonly rows: Int32Array;
  /** From 0 on. What stands beside a −1 is not looked at. */
  readonly distances: Float32Array;
}

const mostRounds = 64;
const tolerance = 1e-5;
/** The width is at least this share of the mean distance, so that rows among duplicates keep ties to others. */
const leastWidthShare = 1e-3;

/**
 * How strongly each row is tied to its neighbours, 0 to 1, in the places of `distances`: exp(−(d − ρ) / σ) with ρ the
 * distance to the nearest one that is not at the same place, and σ such that the ties of a row sum to log₂(k + 1).
 * McInnes, Healy & Melville 2018, algorithm 3 (SmoothKNNDist), where a row counts as its own neighbour: hence k + 1.
 */
export function weighTies({ k, rows, distances }: NeighbourDistances): Float32Array {
  const weights = new Float32Array(distances.length);
  const rowCount = k === 0 ? 0 : Math.floor(rows.length / k);
  const meanOfAll = meanDistance(rows, distances);
  for (let row = 0; row < rowCount; row++) {
    const [from, to] = [row * k, row * k + countNear(rows, row, k)];
    const own = distances.subarray(from, to);
    const near = own.find((distance) => distance > 0) ?? 0;
    const width = Math.max(fitWidth(own, near, k), leastWidth(own, near, meanOfAll));
    own.forEach((distance, i) => {
      weights[from + i] = distance <= near || width === 0 ? 1 : Math.exp(-(distance - near) / width);
    });
  }
  return weights;
}

function countNear(rows: Int32Array, row: number, k: number): number {
  let count = 0;
  while (count < k && (rows[row * k + count] as number) >= 0) count += 1;
  return count;
}

function meanDistance(rows: Int32Array, distances: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    if ((rows[at] as number) < 0) continue;
    sum += distances[at] as number;
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

function leastWidth(own: Float32Array, near: number, meanOfAll: number): number {
  if (near === 0) return leastWidthShare * meanOfAll;
  return (leastWidthShare * own.reduce((sum, distance) => sum + distance, 0)) / own.length;
}

/** σ by bisection; it doubles until the ties are too many. */
function fitWidth(own: Float32Array, near: number, k: number): number {
  const target = Math.log2(k + 1);
  let [low, high, width] = [0, Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < mostRounds; round++) {
    let sum = 0;
    for (const distance of own) sum += distance > near ? Math.exp(-(distance - near) / width) : 1;
    if (Math.abs(sum - target) < tolerance) break;
    if (sum > target) high = width;
    else low = width;
    width = high === Number.POSITIVE_INFINITY ? 2 * width : (low + high) / 2;
  }
  return width;
}
