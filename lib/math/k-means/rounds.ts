import { Centres, orderByNearness } from '@/lib/math/k-means/centres';
import { Level, type Means } from '@/lib/math/k-means/level';
import type { QuantizedRows } from '@/lib/math/k-means/quantized-rows';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { memoryLimitBytes } from '@/lib/math/kernels/machine';

export interface RoundLimits {
  readonly maxRounds: number;
  /** Rounds end when one lowers the inertia by less than this share. */
  readonly tolerance: number;
  readonly isUnit: boolean;
}

/** What a level left: where the centres stand, and the label of every row. */
export interface Settled {
  readonly means: Means;
  readonly labels: Int32Array;
  readonly roundCount: number;
}

// Bounds are worth their passes only while most groups can be passed over.
const refreshLimit = 0.7;
const fewCentres = 16;
const smallestGroup = 8;
const roomForTheRest = 64 * 2 ** 20;

/**
 * Lloyd's rounds on some rows from these positions (k × width, in quanta), until they settle. Centres that lose all their
 * rows start again at the rows farthest from their own. Yields how many rows are done, round after round.
 */
export function* settle(
  machine: KernelMachine,
  rows: QuantizedRows,
  start: Float64Array,
  limits: RoundLimits,
): Generator<{ round: number; row: number }, Settled> {
  const { width } = rows;
  const groupSize = chooseGroupSize(start.length / width, width);
  const positions = reorder(start, width, orderByNearness(start, width, groupSize));
  const centres = new Centres(machine, rows, positions, { groupSize, isUnit: limits.isUnit });
  const level = new Level(machine, rows, centres, { bounds: hasRoomForBounds(machine, rows, centres) });
  let refresh = false;
  let last = Infinity;
  for (let round = 0; ; round++) {
    const pass = level.assign({ refresh });
    let step = pass.next();
    for (; !step.done; step = pass.next()) yield { round, row: step.value };
    const means = step.value;
    const isSettled = last - means.inertia < limits.tolerance * means.inertia || means.inertia === 0;
    const isRepaired = round + 1 < limits.maxRounds && restartEmpty(machine, level, means);
    if ((isSettled && !isRepaired) || round + 1 >= limits.maxRounds) {
      return { means, labels: level.labels, roundCount: round + 1 };
    }
    centres.move(means.positions);
    last = isRepaired ? Infinity : means.inertia;
    refresh = !refresh || level.lookedShare < refreshLimit;
  }
}

/** Small groups pass over more; but bounds shall not take more memory than the rows themselves. */
function chooseGroupSize(count: number, width: number): number {
  if (count <= fewCentres) return Math.ceil(count / 4) * 4;
  return Math.max(smallestGroup, Math.ceil((2 * count) / width / 4) * 4);
}

function hasRoomForBounds(machine: KernelMachine, { rowCount }: QuantizedRows, centres: Centres): boolean {
  const need = rowCount * (4 * centres.boundWidth + 12) + roomForTheRest;
  return machine.mark() + need < memoryLimitBytes;
}

function reorder(positions: Float64Array, width: number, order: Int32Array): Float64Array {
  const reordered = new Float64Array(positions.length);
  order.forEach((from, to) => {
    reordered.set(positions.subarray(from * width, (from + 1) * width), to * width);
  });
  return reordered;
}

/** Puts centres without rows on the rows that are farthest from their own, a different one each. False when none is empty. */
function restartEmpty(machine: KernelMachine, level: Level, { positions, sizes }: Means): boolean {
  const empty = [...sizes.keys()].filter((centre) => sizes[centre] === 0);
  if (empty.length === 0) return false;
  const distances = level.halfDistances();
  const { rows, width } = level.rows;
  let isChanged = false;
  for (const centre of empty) {
    const row = distances.reduce((far, distance, i) => (distance > (distances[far] as number) ? i : far), 0);
    if (distances[row] === 0) break;
    distances[row] = 0;
    positions.set(machine.shorts(rows + 2 * row * width, width), centre * width);
    isChanged = true;
  }
  return isChanged;
}
