import type { Clustering, ClusterProgress, ClusterRequest } from '@/lib/math/clustering';
import { searchBySwaps } from '@/lib/math/k-means/local-search';
import {
  gatherRows,
  type QuantizedRows,
  quantizeRows,
  type RowSource,
  sourceOf,
  weighRows,
} from '@/lib/math/k-means/quantized-rows';
import { type Settled, settle } from '@/lib/math/k-means/rounds';
import { planSamples } from '@/lib/math/k-means/samples';
import { chooseSeeds } from '@/lib/math/k-means/seeding';
import { type Clustered, summarize } from '@/lib/math/k-means/summary';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { clusterByMlKMeans } from '@/lib/math/ml-k-means';
import { createRandom, type Random } from '@/lib/math/random';

/** Names the engine among a run's parameters; any change of the results below must change it. */
export const engineName = 'quantized-k-means/2';

// Rounds end when one gains less than this share: sooner on a sample, whose last gains do not carry over to all rows.
const sampleTolerance = 1e-3;
const lastTolerance = 5e-4;
const sampleRounds = 12;
const lastRounds = 8;
// Where a round takes fewer products than this (milliseconds), rounds go on until next to nothing moves.
const quickLimit = 1e8;
const quickLast = { maxRounds: 100, tolerance: 1e-5 };
const trialCount = 4;
// Distances of rows to centres that the swaps keep: 128 MiB.
const swapTableLimit = 2 ** 25;
// Rounding is off by 0.29 on average; below this many quanta for a usual difference it would show in the clusters.
const coarsest = 4;
// Products of float64 that take about a second.
const fineLimit = 2e7;
// Rounds that are looked for ahead, when progress is told.
const usualRounds = 5;

/**
 * k-means: seeded greedy k-means++ start on a sample, improved by swaps (LS++), Lloyd's rounds on growing samples, then
 * on all rows; with exact nearest centres throughout. Rows are kept as int16, to 1/32,700 of the longest; sums are whole
 * numbers, so that threads may add in any order. Yields progress several times a second, so that a caller can report and
 * stop. Memory: about half of the float32 rows again, and the bounds (at most as much).
 *
 * Fewer different rows than k give as many groups as there are different rows. Throws a RangeError on no rows, a k that is
 * not a whole number ≥ 1, weights that are not numbers ≥ 0, a number that is not finite (with its row), and rows that one
 * memory cannot hold.
 */
export function* clusterVectors(request: ClusterRequest): Generator<ClusterProgress, Clustering> {
  const machine = request.machine ?? new KernelMachine();
  const mark = machine.mark();
  try {
    return yield* cluster(machine, request);
  } finally {
    machine.release(mark);
  }
}

function* cluster(machine: KernelMachine, request: ClusterRequest): Generator<ClusterProgress, Clustering> {
  const source = readRequest(request);
  const { rowCount } = source;
  const random = createRandom(request.seed);
  const isUnit = request.metric === 'cosine';
  const plain = yield* tell('start', 2 * rowCount, quantizeRows(machine, source, { isUnit }));
  const rows = request.weights === undefined ? plain : weighRows(machine, plain, request.weights);
  const k = Math.min(request.k, rowCount);
  const samples = planSamples(rowCount, k, random);
  let positions = yield* chooseStart(machine, rows, { k, numbers: samples[0] ?? null, random });
  let iterations = 0;
  const plannedCount = usualRounds * (samples.reduce((sum, { length }) => sum + length, 0) + rowCount);
  let doneCount = 0;
  for (const numbers of [...samples, null]) {
    const isLast = numbers === null;
    const mark = machine.mark();
    const own = isLast ? rows : gatherRows(machine, rows, numbers);
    const rounds = settle(machine, own, positions, { isUnit, ...chooseLimits(request, isLast) });
    let step = rounds.next();
    for (; !step.done; step = rounds.next()) {
      const done = doneCount + Math.min(usualRounds, step.value.round + step.value.row / own.rowCount) * own.rowCount;
      yield { stage: 'rounds', done, total: plannedCount };
    }
    iterations += step.value.roundCount;
    positions = step.value.means.positions;
    doneCount += usualRounds * own.rowCount;
    if (isLast) return yield* finish(request, { source, rows, isUnit }, { ...step.value, roundCount: iterations });
    machine.release(mark);
  }
  throw new Error('The last level is that of all rows.');
}

function* finish(
  request: ClusterRequest,
  clustered: Clustered,
  settled: Settled,
): Generator<ClusterProgress, Clustering> {
  const clustering = summarize(clustered, settled);
  if (!isFineWork(request, clustered.rows, clustering.inertia)) return clustering;
  const { rowCount, dimension, k, seed } = request;
  const vectors = new Float32Array(rowCount * dimension);
  clustered.source.read(0, rowCount, vectors);
  return yield* clusterByMlKMeans({ vectors, rowCount, dimension, k, seed });
}

/**
 * True for few rows in clusters so tight, beside the longest row, that rounding shows in them: float64 tells their rows
 * apart in no time. Many such rows stay as they are: those closer than 1/32,700 of the longest row count as one.
 */
function isFineWork(request: ClusterRequest, rows: QuantizedRows, inertia: number): boolean {
  const { rowCount, dimension, k, metric, weights } = request;
  const usual = Math.sqrt(inertia / (rowCount * dimension)) * rows.scale;
  const isPlain = metric !== 'cosine' && weights === undefined;
  return isPlain && usual < coarsest && rowCount * dimension * k <= fineLimit;
}

function readRequest({ vectors, rowCount, dimension, k }: ClusterRequest): RowSource {
  if (rowCount < 1) throw new RangeError('There is nothing to cluster: 0 rows.');
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number of at least 1, not ${k}.`);
  if (!(vectors instanceof Float32Array)) return vectors;
  if (vectors.length !== rowCount * dimension) {
    throw new RangeError(
      `${rowCount} rows of ${dimension} need ${rowCount * dimension} numbers, not ${vectors.length}.`,
    );
  }
  return sourceOf(vectors, rowCount, dimension);
}

/** Starting centres (k × width, in quanta): from a sample, or from all rows where the sample has too few different ones. */
function* chooseStart(
  machine: KernelMachine,
  rows: QuantizedRows,
  { k, numbers, random }: { k: number; numbers: Int32Array | null; random: Random },
): Generator<ClusterProgress, Float64Array> {
  const mark = machine.mark();
  const own = numbers === null ? rows : gatherRows(machine, rows, numbers);
  const seeds = yield* tell('start', k, chooseSeeds(machine, own, { k, trialCount, random }));
  if (seeds.length < k && numbers !== null) {
    machine.release(mark);
    return yield* chooseStart(machine, rows, { k, numbers: null, random });
  }
  const positions = new Float64Array(seeds.length * rows.width);
  seeds.forEach((row, seed) => {
    positions.set(machine.shorts(own.rows + 2 * row * rows.width, rows.width), seed * rows.width);
  });
  // The sample is in random order: its first rows are a sample of it.
  const searched = { ...own, rowCount: Math.min(own.rowCount, Math.ceil(swapTableLimit / seeds.length)) };
  yield* tell('start', k, searchBySwaps(machine, searched, { positions, stepCount: seeds.length, random }));
  machine.release(mark);
  return positions;
}

/** Passes on how many are done of `total` as progress of a stage. */
function* tell<R>(
  stage: ClusterProgress['stage'],
  total: number,
  steps: Generator<number, R>,
): Generator<ClusterProgress, R> {
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield { stage, done: step.value, total };
  return step.value;
}

/** When the rounds on a sample, or on all rows, end. */
function chooseLimits({ rowCount, dimension, k }: ClusterRequest, isLast: boolean) {
  if (!isLast) return { maxRounds: sampleRounds, tolerance: sampleTolerance };
  if (rowCount * dimension * k < quickLimit) return quickLast;
  return { maxRounds: lastRounds, tolerance: lastTolerance };
}
