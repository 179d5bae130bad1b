import { kmeansGenerator } from 'ml-kmeans';
import type { Clustering, ClusterProgress, ClusterRequest } from '@/lib/math/clustering';
import { createRandom, type Random } from '@/lib/math/random';
import { assertFiniteRows, type Rows } from '@/lib/math/vectors';

/** Rounds at most; more move a handful of rows. */
export const maxRoundCount = 60;

// A centre of unit rows that moved less than 0.003 changes no cluster a person could notice.
const tolerance = 1e-5;
const maxRepairCount = 8;

/** The part of a request that this engine reads. */
export type PlainRequest = Pick<ClusterRequest, 'rowCount' | 'dimension' | 'k' | 'seed'> & {
  readonly vectors: Float32Array;
};

/**
 * k-means in float64: seeded greedy k-means++ start, then Lloyd's rounds by `ml-kmeans`. For rows that int16 cannot tell
 * apart, and the reference that the engine is compared with. Yields progress after every starting centre and every round.
 * Results and errors are those of `clusterVectors`.
 */
export function* clusterByMlKMeans(request: PlainRequest): Generator<ClusterProgress, Clustering> {
  const rows = readRequest(request);
  const points = Array.from({ length: rows.rowCount }, (_, i) => readRow(rows, i));
  let centres = yield* chooseStart(points, request.k, createRandom(request.seed));
  let roundCount = 0;
  for (let repair = 0; ; repair++) {
    const result = yield* runRounds(points, centres, roundCount);
    roundCount += result.roundCount;
    const empty = findEmptyGroups(result.assignments, centres.length);
    if (empty.length === 0 || repair === maxRepairCount || roundCount >= maxRoundCount) {
      return summarize(rows, result.assignments, centres.length, roundCount);
    }
    centres = restartGroups(points, result, empty);
  }
}

function readRequest({ vectors, rowCount, dimension, k }: PlainRequest): Rows {
  if (rowCount < 1) throw new RangeError('There is nothing to cluster: 0 rows.');
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number of at least 1, not ${k}.`);
  const rows = { values: vectors, rowCount, columnCount: dimension };
  assertFiniteRows(rows);
  return rows;
}

function readRow({ values, columnCount }: Rows, row: number): number[] {
  return Array.from(values.subarray(row * columnCount, (row + 1) * columnCount));
}

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007): each further centre is the best of 2 + ⌊log2 k⌋
 * rows drawn with probability proportional to the squared distance to the nearest centre so far.
 * Ends early when every row is a centre already.
 */
function* chooseStart(points: number[][], k: number, random: Random): Generator<ClusterProgress, number[][]> {
  const trialCount = 2 + (31 - Math.clz32(k));
  const first = points[Math.floor(random() * points.length)] as number[];
  const centres = [first];
  let nearest = Float64Array.from(points, (point) => squaredDistance(point, first));
  while (centres.length < k) {
    const best = drawCentre(points, nearest, { random, trialCount });
    if (best === null) break;
    centres.push(best.centre);
    nearest = best.nearest;
    yield { stage: 'start', done: centres.length, total: k };
  }
  return centres;
}

interface Draw {
  readonly centre: number[];
  /** Squared distance of every row to its nearest centre, this one included. */
  readonly nearest: Float64Array<ArrayBuffer>;
  readonly sum: number;
}

/** The best of several drawn rows, or null when all rows lie on centres. */
function drawCentre(
  points: number[][],
  nearest: Float64Array,
  { random, trialCount }: { random: Random; trialCount: number },
): Draw | null {
  const total = nearest.reduce((sum, value) => sum + value, 0);
  if (total === 0) return null;
  let best: Draw | null = null;
  for (let trial = 0; trial < trialCount; trial++) {
    const centre = points[drawIndex(nearest, random() * total)] as number[];
    const candidate = Float64Array.from(points, (point, i) => distanceUpTo(point, centre, nearest[i] as number));
    const sum = candidate.reduce((all, value) => all + value, 0);
    if (best === null || sum < best.sum) best = { centre, nearest: candidate, sum };
  }
  return best;
}

/** The index at which the running sum of weights passes `target`; never one of weight 0. */
function drawIndex(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    sum += weight;
    last = i;
    if (sum > target) return i;
  }
  return last;
}

interface Rounds {
  readonly assignments: Int32Array;
  readonly centres: number[][];
  readonly roundCount: number;
}

function* runRounds(points: number[][], start: number[][], roundsBefore: number): Generator<ClusterProgress, Rounds> {
  const maxIterations = maxRoundCount - roundsBefore;
  const options = { initialization: start, maxIterations, tolerance, distanceFunction: squaredDistance };
  let rounds: Rounds = { assignments: new Int32Array(points.length), centres: start, roundCount: 0 };
  for (const step of kmeansGenerator(points, start.length, options)) {
    // Every step shares one array of assignments, which the next step overwrites: copy it.
    rounds = { assignments: Int32Array.from(step.clusters), centres: step.centroids, roundCount: step.iterations };
    yield { stage: 'rounds', done: roundsBefore + step.iterations, total: maxRoundCount };
  }
  return rounds;
}

function findEmptyGroups(assignments: Int32Array, groupCount: number): number[] {
  const sizes = new Int32Array(groupCount);
  for (const group of assignments) sizes[group] = (sizes[group] as number) + 1;
  return [...sizes.keys()].filter((group) => sizes[group] === 0);
}

/** Puts each empty group on the row that is farthest from its own centre, a different one each. */
function restartGroups(points: number[][], { assignments, centres }: Rounds, empty: readonly number[]): number[][] {
  const distances = points.map((point, i) => squaredDistance(point, centres[assignments[i] as number] as number[]));
  const farthest = [...distances.keys()].sort((a, b) => (distances[b] as number) - (distances[a] as number) || a - b);
  const next = centres.slice();
  empty.forEach((group, i) => {
    next[group] = points[farthest[i] as number] as number[];
  });
  return next;
}

/** Leaves out groups without members, and computes means and inertia from the assignments alone. */
function summarize(rows: Rows, assigned: Int32Array, centreCount: number, iterations: number): Clustering {
  const { values, columnCount } = rows;
  const empty = new Set(findEmptyGroups(assigned, centreCount));
  const kept = Array.from({ length: centreCount }, (_, group) => group).filter((group) => !empty.has(group));
  const numberOf = new Map(kept.map((group, number) => [group, number]));
  const assignments = assigned.map((group) => numberOf.get(group) as number);
  const centres = meanOfGroups(rows, assignments, kept.length);
  let inertia = 0;
  for (let i = 0; i < values.length; i++) {
    const group = assignments[Math.floor(i / columnCount)] as number;
    inertia += ((values[i] as number) - (centres[group * columnCount + (i % columnCount)] as number)) ** 2;
  }
  return { groupCount: kept.length, assignments, centres, inertia, iterations };
}

function meanOfGroups({ values, columnCount }: Rows, assignments: Int32Array, groupCount: number): Float32Array {
  const sums = new Float64Array(groupCount * columnCount);
  const sizes = new Int32Array(groupCount);
  assignments.forEach((group, row) => {
    sizes[group] = (sizes[group] as number) + 1;
    for (let c = 0; c < columnCount; c++) {
      const at = group * columnCount + c;
      sums[at] = (sums[at] as number) + (values[row * columnCount + c] as number);
    }
  });
  return Float32Array.from(sums, (sum, at) => sum / (sizes[Math.floor(at / columnCount)] as number));
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    sum += difference * difference;
  }
  return sum;
}

const chunkLength = 16;

/** The smaller of `limit` and the squared distance; stops adding once the limit is passed. */
function distanceUpTo(a: number[], b: number[], limit: number): number {
  let sum = 0;
  for (let start = 0; start < a.length; start += chunkLength) {
    const end = Math.min(start + chunkLength, a.length);
    for (let i = start; i < end; i++) {
      const difference = (a[i] as number) - (b[i] as number);
      sum += difference * difference;
    }
    if (sum >= limit) return limit;
  }
  return sum;
}
