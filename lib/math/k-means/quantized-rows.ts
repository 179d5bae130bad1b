import type { KernelMachine } from '@/lib/math/kernels/machine';

/** Float rows that are read in blocks: from an array, or from a file larger than memory. */
export interface RowSource {
  readonly rowCount: number;
  readonly dimension: number;
  /** Copies rows start..start+count−1, one after another, into `into`. Gives the same numbers every time. */
  read(start: number, count: number, into: Float32Array): void;
}

/** Rows as whole numbers in the memory of a machine: (row − mean) × scale, rounded to int16. */
export interface QuantizedRows {
  readonly rowCount: number;
  readonly dimension: number;
  /** Numbers in a stored row: the dimension, filled up with zeros to a multiple of 16. */
  readonly width: number;
  /** Addresses: of the rows (int16), of half their squared lengths (int32), of their weights (int32; 0 for none). */
  readonly rows: number;
  readonly halves: number;
  readonly weights: number;
  /** What a weight of 1 was multiplied with. */
  readonly weightScale: number;
  readonly mean: Float64Array;
  readonly scale: number;
}

// The longest row gets this length: products of two rows, and every part of their sum, then stay within int32.
export const longestRow = 32_700;
const blockBytes = 8 * 2 ** 20;
const meanRowCount = 4_096;
const widthStep = 16;

/** Reads an array of rows, one after another, as a source. */
export function sourceOf(values: Float32Array, rowCount: number, dimension: number): RowSource {
  return {
    rowCount,
    dimension,
    read: (start, count, into) => into.set(values.subarray(start * dimension, (start + count) * dimension)),
  };
}

/**
 * Loads rows into the machine as int16, in two passes over the source (one for unit rows): the longest row fixes the
 * scale, so that a number is kept to 1/32,700 of it. Rows are moved by the mean of some of them first, which changes no
 * distance. `isUnit` scales every row to unit length; rows of zeros stay. Yields how many rows are done of twice all.
 * Throws a RangeError that names the first row with a number that is not finite.
 */
export function* quantizeRows(
  machine: KernelMachine,
  source: RowSource,
  { isUnit }: { isUnit: boolean },
): Generator<number, QuantizedRows> {
  const { rowCount, dimension } = source;
  const width = Math.ceil(dimension / widthStep) * widthStep;
  const halves = machine.allocate(4 * rowCount);
  const rows = machine.allocate(2 * width * rowCount);
  const mark = machine.mark();
  const block = openBlock(machine, source, isUnit);
  const mean = isUnit ? new Float64Array(dimension) : sampleMean(block);
  const longest = yield* measureRows(machine, block, mean);
  const scale = Math.fround(longest === 0 ? 1 : longestRow / longest);
  const meanAt = machine.allocate(4 * dimension);
  const scaleAt = machine.allocate(4);
  machine.floats(meanAt, dimension).set(mean);
  machine.floats(scaleAt, 1)[0] = scale;
  for (let start = 0; start < rowCount; start += block.rowCount) {
    const count = block.load(start);
    machine.run('quantizeRows', count, [block.at, meanAt, dimension, scaleAt, rows, halves, start]);
    yield rowCount + start + count;
  }
  machine.release(mark);
  return { rowCount, dimension, width, rows, halves, weights: 0, weightScale: 1, mean, scale };
}

/** A window in the machine's memory through which the rows of a source pass. */
interface Block {
  readonly source: RowSource;
  readonly at: number;
  /** Rows that fit. */
  readonly rowCount: number;
  readonly values: Float32Array;
  /** Fills the window from a row on; returns how many rows there were. */
  load(start: number): number;
}

function openBlock(machine: KernelMachine, source: RowSource, isUnit: boolean): Block {
  const { dimension } = source;
  const rowCount = Math.min(source.rowCount, Math.max(1, Math.floor(blockBytes / (4 * dimension))));
  const at = machine.allocate(4 * dimension * rowCount);
  const values = machine.floats(at, dimension * rowCount);
  const load = (start: number) => {
    const count = Math.min(rowCount, source.rowCount - start);
    source.read(start, count, values.subarray(0, count * dimension));
    if (isUnit) machine.run('normalizeRows', count, [at, dimension]);
    return count;
  };
  return { source, at, rowCount, values, load };
}

/** The mean of rows at even distances; which ones does not matter, only that it lies amid them. */
function sampleMean({ source, values }: Block): Float64Array {
  const { rowCount, dimension } = source;
  const mean = new Float64Array(dimension);
  const count = Math.min(rowCount, meanRowCount);
  for (let i = 0; i < count; i++) {
    source.read(Math.floor((i * rowCount) / count), 1, values.subarray(0, dimension));
    for (let c = 0; c < dimension; c++) mean[c] = (mean[c] as number) + (values[c] as number) / count;
  }
  // A number that is not finite is reported with its row by the pass over all rows, which a lost mean would hide.
  return mean.every(Number.isFinite) ? mean.map(Math.fround) : new Float64Array(dimension);
}

/** The length of the longest row less the mean. */
function* measureRows(machine: KernelMachine, block: Block, mean: Float64Array): Generator<number, number> {
  const { source } = block;
  const meanAt = machine.allocate(8 * mean.length);
  machine.doubles(meanAt, mean.length).set(mean);
  const outAt = machine.allocate(16 * machine.threadCount);
  const largest = machine.doubles(outAt, 2 * machine.threadCount);
  const bad = machine.integers(outAt, 4 * machine.threadCount);
  const threads = Array.from({ length: machine.threadCount }, (_, thread) => thread);
  largest.fill(0);
  for (let start = 0; start < source.rowCount; start += block.rowCount) {
    for (const thread of threads) bad[4 * thread + 2] = -1;
    const count = block.load(start);
    machine.run('measureRows', count, [block.at, meanAt, source.dimension, outAt]);
    const found = threads.map((thread) => bad[4 * thread + 2] as number).filter((row) => row >= 0);
    if (found.length > 0) throw notFinite(block, start, Math.min(...found));
    yield start + count;
  }
  return Math.sqrt(Math.max(...threads.map((thread) => largest[2 * thread] as number)));
}

function notFinite({ source, values }: Block, start: number, row: number): RangeError {
  const { dimension } = source;
  const own = values.subarray(row * dimension, (row + 1) * dimension);
  const column = own.findIndex((value) => !Number.isFinite(value));
  return new RangeError(
    `Row ${start + row}, column ${column} holds ${own[column]}, which is not a finite number. Correct or leave out the row.`,
  );
}

const largestWeight = 65_535;

/** Rows with weights, kept as whole numbers: to 1/65,535 of the largest, and at least 1 where they are not 0. */
export function weighRows(machine: KernelMachine, rows: QuantizedRows, weights: Float32Array): QuantizedRows {
  const { rowCount } = rows;
  if (weights.length !== rowCount) {
    throw new RangeError(`${rowCount} rows need ${rowCount} weights, not ${weights.length}.`);
  }
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0) throw new RangeError(`Row ${bad} weighs ${weights[bad]}; a weight is a number of at least 0.`);
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (heaviest === 0) throw new RangeError('All rows weigh 0: there is nothing to cluster.');
  const at = machine.allocate(4 * rowCount);
  const kept = machine.integers(at, rowCount);
  for (let row = 0; row < rowCount; row++) {
    const weight = weights[row] as number;
    kept[row] = weight === 0 ? 0 : Math.max(1, Math.round((weight / heaviest) * largestWeight));
  }
  return { ...rows, weights: at, weightScale: largestWeight / heaviest };
}

/** Copies some of the rows together, with their weights. */
export function gatherRows(machine: KernelMachine, rows: QuantizedRows, numbers: Int32Array): QuantizedRows {
  const rowCount = numbers.length;
  const numbersAt = machine.allocate(4 * rowCount);
  const rowsAt = machine.allocate(2 * rows.width * rowCount);
  const halves = machine.allocate(4 * rowCount);
  const weights = rows.weights === 0 ? 0 : machine.allocate(4 * rowCount);
  machine.integers(numbersAt, rowCount).set(numbers);
  machine.run('gatherRows', rowCount, [rows.rows, rows.halves, 2 * rows.width, numbersAt, rowsAt, halves]);
  if (weights !== 0) {
    const all = machine.integers(rows.weights, rows.rowCount);
    machine.integers(weights, rowCount).set(numbers.map((row) => all[row] as number));
  }
  return { ...rows, rowCount, rows: rowsAt, halves, weights };
}

/** The weight of every row; null where all weigh 1. */
export function weightsOf(machine: KernelMachine, rows: QuantizedRows): Int32Array | null {
  return rows.weights === 0 ? null : machine.integers(rows.weights, rows.rowCount);
}
