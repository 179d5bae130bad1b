import { longestRow, type QuantizedRows } from '@/lib/math/k-means/quantized-rows';
import type { KernelMachine } from '@/lib/math/kernels/machine';

/** Half the squared length of a place without a centre: farther than even the opposite end of the longest row. */
const nobody = 2 ** 31 - 1;
// A hair more than a group has moved: its drift is kept in single precision, as a sum over many moves.
const driftMargin = 1e-2;

export interface CentreOptions {
  /** Centres lie on the unit sphere (cosine), not at the mean of their rows. */
  readonly isUnit: boolean;
  /** Centres in a group: a multiple of 4. */
  readonly groupSize: number;
}

/**
 * The centres of one k-means, as numbers of the quantized rows: exact in float64, and rounded to int16 for the kernels.
 * They lie in groups of equal size, near ones together, the last group filled up.
 */
export class Centres {
  readonly count: number;
  readonly width: number;
  readonly groupSize: number;
  readonly groupCount: number;
  /** count × width, in the order of the groups. */
  readonly positions: Float64Array;
  /** Addresses: rounded centres (int16), half their squared lengths (int32), drift of the groups (float32). */
  readonly at: number;
  readonly halvesAt: number;
  readonly driftAt: number;
  private readonly machine: KernelMachine;
  private readonly isUnit: boolean;

  constructor(machine: KernelMachine, rows: QuantizedRows, positions: Float64Array, options: CentreOptions) {
    const { groupSize, isUnit } = options;
    this.machine = machine;
    this.isUnit = isUnit;
    this.width = rows.width;
    this.count = positions.length / rows.width;
    this.groupSize = groupSize;
    this.groupCount = Math.ceil(this.count / groupSize);
    this.positions = positions;
    const places = this.groupCount * groupSize;
    this.at = machine.allocate(2 * places * rows.width);
    this.halvesAt = machine.allocate(4 * places);
    this.driftAt = machine.allocate(4 * this.boundWidth);
    machine.shorts(this.at, places * rows.width).fill(0);
    machine.integers(this.halvesAt, places).fill(nobody);
    for (let centre = 0; centre < this.count; centre++) this.round(centre);
    this.forgetDrift();
  }

  /** Bounds that are kept for one row: one for each group, in fours. */
  get boundWidth(): number {
    return Math.ceil(this.groupCount / 4) * 4;
  }

  /** Bounds are about to be taken anew. */
  forgetDrift(): void {
    this.machine.floats(this.driftAt, this.boundWidth).fill(0);
  }

  /** Where centres belong whose rows have these sums and sizes: at the mean, or at its direction; without rows, where they are. */
  place(sums: Float64Array, sizes: Float64Array): Float64Array {
    const { width, count, isUnit } = this;
    const positions = this.positions.slice();
    for (let centre = 0; centre < count; centre++) {
      const own = sums.subarray(centre * width, (centre + 1) * width);
      const divisor = isUnit
        ? Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) / longestRow
        : (sizes[centre] as number);
      if (divisor === 0) continue;
      for (let c = 0; c < width; c++) positions[centre * width + c] = (own[c] as number) / divisor;
    }
    return positions;
  }

  /** Moves all centres to new positions, rounds them, and adds to the drift of each group its farthest move. */
  move(positions: Float64Array): void {
    const { groupSize } = this;
    const drift = this.machine.floats(this.driftAt, this.boundWidth);
    this.positions.set(positions);
    for (let group = 0; group < this.groupCount; group++) {
      let farthest = 0;
      for (let centre = group * groupSize; centre < Math.min(this.count, (group + 1) * groupSize); centre++) {
        farthest = Math.max(farthest, this.round(centre));
      }
      if (farthest > 0) drift[group] = (drift[group] as number) + Math.sqrt(farthest) + driftMargin;
    }
  }

  /** Rounds one centre; returns the squared distance between its rounded positions before and after. */
  private round(centre: number): number {
    const { width, positions } = this;
    const rounded = this.machine.shorts(this.at + 2 * centre * width, width);
    let square = 0;
    let moved = 0;
    for (let c = 0; c < width; c++) {
      const value = Math.round(positions[centre * width + c] as number);
      const difference = value - (rounded[c] as number);
      moved += difference * difference;
      square += value * value;
      rounded[c] = value;
    }
    this.machine.integers(this.halvesAt, this.count)[centre] = Math.floor(square / 2);
    return moved;
  }
}

/**
 * An order of centres in which near ones stand together: the set is divided in two along the line between two centres that
 * lie far apart, into halves of whole groups, and each half likewise. Returns the numbers of the centres.
 */
export function orderByNearness(positions: Float64Array, width: number, groupSize: number): Int32Array {
  const order = Int32Array.from({ length: positions.length / width }, (_, centre) => centre);
  const divide = (start: number, end: number): void => {
    const groupCount = Math.ceil((end - start) / groupSize);
    if (groupCount < 2) return;
    const part = order.subarray(start, end);
    const first = farthestFrom(positions, width, part, part[0] as number);
    const second = farthestFrom(positions, width, part, first);
    const side = new Map<number, number>();
    for (const centre of part) side.set(centre, along(positions, width, centre, first, second));
    part.sort((a, b) => (side.get(a) as number) - (side.get(b) as number) || a - b);
    const middle = start + Math.floor(groupCount / 2) * groupSize;
    divide(start, middle);
    divide(middle, end);
  };
  divide(0, order.length);
  return order;
}

function farthestFrom(positions: Float64Array, width: number, among: Int32Array, from: number): number {
  let farthest = from;
  let distance = -1;
  for (const centre of among) {
    let sum = 0;
    for (let c = 0; c < width; c++) {
      sum += ((positions[centre * width + c] as number) - (positions[from * width + c] as number)) ** 2;
    }
    if (sum > distance) {
      distance = sum;
      farthest = centre;
    }
  }
  return farthest;
}

/** How far a centre lies from `first` towards `second`. */
function along(positions: Float64Array, width: number, centre: number, first: number, second: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) {
    const start = positions[first * width + c] as number;
    sum += ((positions[second * width + c] as number) - start) * ((positions[centre * width + c] as number) - start);
  }
  return sum;
}
