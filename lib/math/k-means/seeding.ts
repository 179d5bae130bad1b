import { type QuantizedRows, weightsOf } from '@/lib/math/k-means/quantized-rows';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import type { Random } from '@/lib/math/random';

const unreached = 2 ** 31 - 1;

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007; Grunau et al. 2023) on rows of a sample: each further centre is the best
 * of several rows that are drawn with probability proportional to weight × squared distance to the nearest centre so far.
 * Yields how many are chosen. Returns their row numbers: fewer than k when every row lies on a chosen one.
 */
export function* chooseSeeds(
  machine: KernelMachine,
  rows: QuantizedRows,
  { k, trialCount, random }: { k: number; trialCount: number; random: Random },
): Generator<number, Int32Array> {
  const mark = machine.mark();
  const trials = openTrials(machine, rows, trialCount);
  const chosen = new Int32Array(k);
  chosen[0] = firstRow(weightsOf(machine, rows), rows.rowCount, random);
  trials.measure(chosen.subarray(0, 1));
  let total = trials.keep(0);
  let count = 1;
  while (count < k && total > 0) {
    const drawn = trials.draw(total, random);
    chosen[count++] = drawn[trials.measure(drawn)] as number;
    total = trials.keep(trials.best);
    yield count;
  }
  machine.release(mark);
  return chosen.slice(0, count);
}

interface Trials {
  /** Which of the measured trials was best. */
  readonly best: number;
  /** Measures rows as trial centres; returns which leaves the least total distance. */
  measure(numbers: Int32Array): number;
  /** Takes a measured trial as a centre; returns the total of half squared distances that it leaves. */
  keep(trial: number): number;
  /** Rows drawn by their distance to the nearest centre. */
  draw(total: number, random: Random): Int32Array;
}

function openTrials(machine: KernelMachine, rows: QuantizedRows, trialCount: number): Trials {
  const { rowCount, width } = rows;
  const count = Math.ceil(trialCount / 4) * 4;
  const trialsAt = machine.allocate(2 * width * count);
  const halvesAt = machine.allocate(4 * count);
  const nearestAt = machine.allocate(4 * rowCount);
  const outAt = machine.allocate(4 * rowCount * count);
  const totalsAt = machine.allocate(8 * count * machine.threadCount);
  const stored = machine.shorts(rows.rows, rowCount * width);
  const lengths = machine.integers(rows.halves, rowCount);
  const nearest = machine.integers(nearestAt, rowCount).fill(unreached);
  const out = machine.integers(outAt, rowCount * count);
  const trials = machine.shorts(trialsAt, width * count);
  const halves = machine.integers(halvesAt, count);
  const totals = machine.longs(totalsAt, count * machine.threadCount);
  let best = 0;
  const weights = weightsOf(machine, rows);
  const values = [
    rows.rows,
    2 * width,
    rows.halves,
    trialsAt,
    count,
    halvesAt,
    nearestAt,
    outAt,
    totalsAt,
    rows.weights,
  ];
  return {
    get best() {
      return best;
    },
    measure(numbers) {
      for (let trial = 0; trial < count; trial++) {
        const row = numbers[Math.min(trial, numbers.length - 1)] as number;
        trials.set(stored.subarray(row * width, (row + 1) * width), trial * width);
        halves[trial] = lengths[row] as number;
      }
      totals.fill(0n);
      machine.run('seedDistances', rowCount, values);
      best = leastOf(totals, count, numbers.length);
      return best;
    },
    keep(trial) {
      let sum = 0;
      for (let row = 0; row < rowCount; row++) {
        const distance = out[row * count + trial] as number;
        nearest[row] = distance;
        sum += weights === null ? distance : distance * (weights[row] as number);
      }
      return sum;
    },
    draw: (total, random) =>
      drawRows(
        nearest,
        weights,
        Float64Array.from({ length: trialCount }, () => random() * total),
      ),
  };
}

/** A row drawn by weight. */
function firstRow(weights: Int32Array | null, rowCount: number, random: Random): number {
  if (weights === null) return Math.floor(random() * rowCount);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return drawRows(weights, null, Float64Array.of(random() * total))[0] as number;
}

/** Which of the first `used` trials has the least total over all threads; of equal ones the first. */
function leastOf(totals: BigInt64Array, count: number, used: number): number {
  let best = 0;
  let least = -1n;
  for (let trial = 0; trial < used; trial++) {
    let sum = 0n;
    for (let at = trial; at < totals.length; at += count) sum += totals[at] as bigint;
    if (least < 0n || sum < least) {
      least = sum;
      best = trial;
    }
  }
  return best;
}

/** The rows at which the running sum of weight × distance passes each target; never one that adds nothing. */
export function drawRows(distances: Int32Array, weights: Int32Array | null, targets: Float64Array): Int32Array {
  targets.sort();
  const drawn = new Int32Array(targets.length);
  let sum = 0;
  let last = 0;
  let next = 0;
  for (let row = 0; row < distances.length && next < targets.length; row++) {
    const share = (distances[row] as number) * (weights === null ? 1 : (weights[row] as number));
    if (share === 0) continue;
    sum += share;
    last = row;
    while (next < targets.length && sum > (targets[next] as number)) drawn[next++] = row;
  }
  // Rounding may leave the last targets just above the whole sum.
  return drawn.fill(last, next);
}
