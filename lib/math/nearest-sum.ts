import type { KernelMachine } from '@/lib/math/kernels/machine';
import type { Rows } from '@/lib/math/vectors';

// Kernels read four floats at a time, and multiply with four rows at a time.
const lanes = 4;

/**
 * Sum over the rows of the squared distance to the nearest centre, from products in single precision. For as many rows as
 * the products with all centres fit the machine's memory; it is left as it was.
 */
export function sumNearest(rows: Rows, centres: Rows, machine: KernelMachine): number {
  const mark = machine.mark();
  const length = padded(rows.columnCount);
  const count = padded(centres.rowCount);
  try {
    const rowsAt = layRows(rows, { length, count: rows.rowCount }, machine);
    const centresAt = layRows(centres, { length, count }, machine);
    const outAt = machine.allocate(rows.rowCount * count * 4);
    machine.run('multiplyRows', rows.rowCount, [rowsAt, length * 4, centresAt, count, outAt]);
    return sumLeast(rows, centres, { products: machine.floats(outAt, rows.rowCount * count), count });
  } finally {
    machine.release(mark);
  }
}

function sumLeast(rows: Rows, centres: Rows, { products, count }: { products: Float32Array; count: number }): number {
  const lengths = squareLengths(centres);
  const ownLengths = squareLengths(rows);
  let sum = 0;
  for (let row = 0; row < rows.rowCount; row++) {
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < centres.rowCount; j++) {
      const score = (lengths[j] as number) - 2 * (products[row * count + j] as number);
      if (score < least) least = score;
    }
    sum += Math.max(0, (ownLengths[row] as number) + least);
  }
  return sum;
}

function padded(length: number): number {
  return Math.ceil(length / lanes) * lanes;
}

/** Copies rows into the machine, `length` floats apart, and `count` of them; what is over is zero. */
function layRows(
  { values, rowCount, columnCount }: Rows,
  { length, count }: { length: number; count: number },
  machine: KernelMachine,
): number {
  const at = machine.allocate(count * length * 4);
  const laid = machine.floats(at, count * length).fill(0);
  for (let row = 0; row < rowCount; row++) {
    laid.set(values.subarray(row * columnCount, (row + 1) * columnCount), row * length);
  }
  return at;
}

function squareLengths({ values, rowCount, columnCount }: Rows): Float64Array {
  const lengths = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    for (let at = row * columnCount; at < (row + 1) * columnCount; at++) sum += (values[at] as number) ** 2;
    lengths[row] = sum;
  }
  return lengths;
}
