import type { KernelMachine } from '@/lib/math/kernels/machine';
import { assertFiniteRows, meanOfRows, type Rows } from '@/lib/math/vectors';

/** How near is measured: by the angle between two rows, or by the distance between their ends. */
export type Metric = 'cosine' | 'euclidean';

/**
 * Rows as int16 in the memory of a machine, a half or less of their size as floats. Two codes' product stands for the
 * product of the rows (of their directions, for the cosine); `slack` bounds what that can be wrong by, so that a search
 * by codes never misses a row that a search by floats would find.
 */
export interface CodedRows {
  readonly machine: KernelMachine;
  readonly metric: Metric;
  readonly rowCount: number;
  readonly dimension: number;
  /** Bytes from row to row. */
  readonly strideBytes: number;
  /** Addresses in the machine: the codes, half the squared length of each (0 for the cosine), the centre, the scale. */
  readonly rowsAt: number;
  readonly halvesAt: number;
  readonly meanAt: number;
  readonly scaleAt: number;
  /** Twice the most that a score by codes can differ from the true one, in units of a score. */
  readonly slack: number;
}

/** The longest that a coded row may be, so that products stay inside int32; the kernels rely on it. */
export const codeLength = 32_700;

// Rounding to whole numbers moves each of d numbers by up to ½, so a row by up to ½√d; what single precision does to a
// row before that is less than 0.01 in these units.
const roundingOf = (dimension: number) => 0.5 * Math.sqrt(dimension) + 0.01;

function slackOf(metric: Metric, dimension: number): number {
  const moved = roundingOf(dimension);
  // By the triangle and Cauchy-Schwarz inequalities; half a squared length is wrong by half as much, and rounded down.
  const product = 2 * codeLength * moved + moved * moved;
  return Math.ceil(2 * (metric === 'cosine' ? product : 1.5 * product + 1));
}

const bytesPerNumber = 2;
const numbersPerStep = 16;
// Rows are read in fours and queries in twos.
const spareRowCount = 4;

/** Bytes that the codes of so many rows take. */
export function codesSizeBytes(rowCount: number, dimension: number): number {
  return (rowCount + spareRowCount) * (strideOf(dimension) + 4);
}

function strideOf(dimension: number): number {
  return Math.ceil(dimension / numbersPerStep) * numbersPerStep * bytesPerNumber;
}

/**
 * Makes room for codes by direction (cosine), to be filled by `addDirections`; rows of zeros are coded as zeros.
 * Throws a RangeError when the machine's memory cannot hold them.
 */
export function makeCodes(machine: KernelMachine, rowCount: number, dimension: number): CodedRows {
  return allocateCodes(machine, 'cosine', { rowCount, dimension }, { mean: null, scale: codeLength });
}

function allocateCodes(
  machine: KernelMachine,
  metric: Metric,
  { rowCount, dimension }: { rowCount: number; dimension: number },
  { mean, scale }: { mean: Float32Array | null; scale: number },
): CodedRows {
  const strideBytes = strideOf(dimension);
  const rowsAt = machine.allocate((rowCount + spareRowCount) * strideBytes);
  const halvesAt = machine.allocate((rowCount + spareRowCount) * 4);
  const meanAt = machine.allocate(dimension * 4);
  const scaleAt = machine.allocate(4);
  machine.shorts(rowsAt + rowCount * strideBytes, (spareRowCount * strideBytes) / 2).fill(0);
  machine.integers(halvesAt, rowCount + spareRowCount).fill(0);
  machine.floats(meanAt, dimension).set(mean ?? new Float32Array(dimension));
  machine.floats(scaleAt, 1)[0] = scale;
  const slack = slackOf(metric, dimension);
  return { machine, metric, rowCount, dimension, strideBytes, rowsAt, halvesAt, meanAt, scaleAt, slack };
}

/** Codes the directions of a block of rows, which become rows firstRow, firstRow + 1 and so on. The block is copied. */
export function addDirections(codes: CodedRows, block: Float32Array, firstRow: number): void {
  const { machine, dimension, halvesAt } = codes;
  const blockRowCount = block.length / dimension;
  const mark = machine.mark();
  const blockAt = machine.allocate(block.byteLength);
  machine.floats(blockAt, block.length).set(block);
  machine.run('normalizeRows', blockRowCount, [blockAt, dimension]);
  quantize(codes, blockAt, blockRowCount, firstRow);
  machine.integers(halvesAt + 4 * firstRow, blockRowCount).fill(0);
  machine.release(mark);
}

function quantize(codes: CodedRows, blockAt: number, blockRowCount: number, firstRow: number): void {
  const { machine, dimension, meanAt, scaleAt, rowsAt, halvesAt } = codes;
  machine.run('quantizeRows', blockRowCount, [blockAt, meanAt, dimension, scaleAt, rowsAt, halvesAt, firstRow]);
}

// A block in the machine beside the codes: 4 MiB of floats.
const blockNumberCount = 1 << 20;

/**
 * Codes rows, and queries in the same space. Distances are coded about the mean of the rows, at the largest scale that
 * the longest row allows. Throws a RangeError on a number that is not finite, and when the machine's memory is full.
 */
export function codeRows(
  machine: KernelMachine,
  metric: Metric,
  rows: Rows,
  queries?: Rows,
): { rows: CodedRows; queries: CodedRows } {
  for (const each of queries === undefined ? [rows] : [rows, queries]) assertFiniteRows(each);
  const space = metric === 'cosine' ? { mean: null, scale: codeLength } : spaceOf(rows, queries ?? rows);
  const code = (given: Rows) => {
    const codes = allocateCodes(machine, metric, { rowCount: given.rowCount, dimension: given.columnCount }, space);
    fill(codes, given);
    return codes;
  };
  const coded = code(rows);
  return { rows: coded, queries: queries === undefined ? coded : code(queries) };
}

function fill(codes: CodedRows, { values, rowCount, columnCount }: Rows): void {
  const { machine, metric } = codes;
  const blockRowCount = Math.max(1, Math.floor(blockNumberCount / columnCount));
  for (let row = 0; row < rowCount; row += blockRowCount) {
    const block = values.subarray(row * columnCount, Math.min(rowCount, row + blockRowCount) * columnCount);
    if (metric === 'cosine') {
      addDirections(codes, block, row);
      continue;
    }
    const mark = machine.mark();
    const blockAt = machine.allocate(block.byteLength);
    machine.floats(blockAt, block.length).set(block);
    quantize(codes, blockAt, block.length / columnCount, row);
    machine.release(mark);
  }
}

function spaceOf(rows: Rows, queries: Rows): { mean: Float32Array; scale: number } {
  const mean = Float32Array.from(meanOfRows(rows));
  const longest = Math.sqrt(Math.max(longestSquare(rows, mean), longestSquare(queries, mean)));
  return { mean, scale: longest === 0 ? 1 : codeLength / longest };
}

function longestSquare({ values, rowCount, columnCount }: Rows, mean: Float32Array): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    for (let c = 0; c < columnCount; c++) sum += ((values[row * columnCount + c] as number) - (mean[c] as number)) ** 2;
    if (sum > longest) longest = sum;
  }
  return longest;
}
