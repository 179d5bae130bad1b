import type { Centres } from '@/lib/math/k-means/centres';
import { type QuantizedRows, weightsOf } from '@/lib/math/k-means/quantized-rows';
import type { KernelMachine } from '@/lib/math/kernels/machine';

// Changes of the sums are kept in int32: no more rows than this between two flushes.
const rowsPerSlice = 61_440;
/** Work of one slice at most, in products, so that a caller hears of progress several times a second. */
const productsPerSlice = 2e10;

/** Means of the rows of every centre, and what they leave. */
export interface Means {
  readonly positions: Float64Array;
  readonly sizes: Float64Array;
  /** Sum of squared distances of the rows to the mean of their centre, in quanta. */
  readonly inertia: number;
}

/**
 * Rows with a label each, on which centres are moved: a sample, or all rows. Sums are whole numbers, so that the order in
 * which threads add to them does not matter.
 */
export class Level {
  readonly rows: QuantizedRows;
  /** Share of (row, group) pairs that the last refresh had to compute. */
  lookedShare = 1;
  private readonly machine: KernelMachine;
  private readonly centres: Centres;
  private readonly labelsAt: number;
  private readonly oldsAt: number;
  private readonly scoresAt: number;
  private readonly boundsAt: number;
  private readonly changesAt: number;
  private readonly sumsAt: number;
  private readonly sizesAt: number;
  private readonly countsAt: number;
  private readonly squares: number;

  /** With `bounds`, later passes look only at groups of centres that can have come near; they take 4 bytes a row and group. */
  constructor(machine: KernelMachine, rows: QuantizedRows, centres: Centres, { bounds }: { bounds: boolean }) {
    this.machine = machine;
    this.rows = rows;
    this.centres = centres;
    const { rowCount, width } = rows;
    this.labelsAt = machine.allocate(4 * rowCount);
    this.oldsAt = machine.allocate(4 * rowCount);
    this.scoresAt = machine.allocate(4 * rowCount);
    this.boundsAt = bounds && centres.groupCount > 1 ? machine.allocate(4 * rowCount * centres.boundWidth) : 0;
    this.changesAt = machine.allocate(this.changeBytes * machine.threadCount);
    this.sumsAt = machine.allocate(8 * centres.count * width);
    this.sizesAt = machine.allocate(8 * centres.count);
    this.countsAt = machine.allocate(8 * machine.threadCount);
    machine.integers(this.oldsAt, rowCount).fill(-1);
    machine.integers(this.changesAt, (this.changeBytes * machine.threadCount) / 4).fill(0);
    machine.doubles(this.sumsAt, centres.count * width).fill(0);
    machine.doubles(this.sizesAt, centres.count).fill(0);
    // Places that only fill up the last four groups are farther than anything.
    if (this.boundsAt !== 0) machine.floats(this.boundsAt, rowCount * centres.boundWidth).fill(Infinity);
    this.squares = 2 * sumOfHalves(machine.integers(rows.halves, rowCount), weightsOf(machine, rows));
  }

  get labels(): Int32Array {
    return this.machine.integers(this.labelsAt, this.rows.rowCount);
  }

  /** Half squared distance of every row to its centre, in quanta. */
  halfDistances(): Int32Array {
    const lengths = this.machine.integers(this.rows.halves, this.rows.rowCount);
    const scores = this.machine.integers(this.scoresAt, this.rows.rowCount);
    return lengths.map((length, row) => Math.max(0, length - (scores[row] as number)));
  }

  /**
   * Gives every row its nearest centre, and adds up the rows of each. `refresh` uses the bounds of the passes before.
   * Yields how many rows are done.
   */
  *assign({ refresh }: { refresh: boolean }): Generator<number, Means> {
    const { machine, centres, rows } = this;
    const kernel = refresh && this.boundsAt !== 0 ? 'refreshRows' : 'assignRows';
    if (kernel === 'assignRows') centres.forgetDrift();
    machine.longs(this.countsAt, machine.threadCount).fill(0n);
    const slice = Math.min(rowsPerSlice, Math.ceil(productsPerSlice / (centres.count * rows.width)));
    for (let from = 0; from < rows.rowCount; from += slice) {
      const to = Math.min(rows.rowCount, from + slice);
      machine.run(kernel, to, this.assignValues(), { from });
      machine.run(rows.weights === 0 ? 'accumulate' : 'accumulateWeighted', to, this.accumulateValues(), { from });
      machine.run('flushSums', centres.count, this.flushValues(), { step: 16 });
      yield to;
    }
    this.lookedShare = kernel === 'assignRows' ? 1 : this.countLooked() / (rows.rowCount * centres.groupCount);
    return this.means();
  }

  private get changeBytes(): number {
    return (this.rows.weights === 0 ? 4 : 8) * this.centres.count * (this.rows.width + 1);
  }

  private assignValues(): number[] {
    const { rows, centres } = this;
    const groups = [centres.groupSize, centres.groupCount];
    const own = [rows.rows, 2 * rows.width, rows.halves];
    const outs = [this.labelsAt, this.scoresAt, this.boundsAt, centres.driftAt, this.countsAt];
    return [...own, centres.at, centres.halvesAt, ...groups, ...outs];
  }

  private accumulateValues(): number[] {
    const { rows, centres } = this;
    const changes = [this.changesAt, this.changeBytes, centres.count];
    return [rows.rows, 2 * rows.width, this.labelsAt, this.oldsAt, ...changes, rows.weights];
  }

  private flushValues(): number[] {
    const { rows, centres, machine } = this;
    const changes = [this.changesAt, this.changeBytes, centres.count, rows.width, machine.threadCount];
    return [...changes, this.sumsAt, this.sizesAt, rows.weights === 0 ? 0 : 1];
  }

  private countLooked(): number {
    return this.machine.longs(this.countsAt, this.machine.threadCount).reduce((sum, count) => sum + Number(count), 0);
  }

  private means(): Means {
    const { machine, centres, rows } = this;
    const sums = machine.doubles(this.sumsAt, centres.count * rows.width);
    const sizes = Float64Array.from(machine.doubles(this.sizesAt, centres.count));
    const positions = centres.place(sums, sizes);
    let inertia = this.squares;
    for (let at = 0; at < positions.length; at++) {
      const position = positions[at] as number;
      inertia += position * ((sizes[Math.floor(at / rows.width)] as number) * position - 2 * (sums[at] as number));
    }
    return { positions, sizes, inertia: Math.max(0, inertia) };
  }
}

function sumOfHalves(halves: Int32Array, weights: Int32Array | null): number {
  let sum = 0;
  for (let row = 0; row < halves.length; row++)
    sum += (halves[row] as number) * (weights === null ? 1 : (weights[row] as number));
  return sum;
}
