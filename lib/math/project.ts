import type { KernelMachine } from '@/lib/math/kernels/machine';
import type { Pca } from '@/lib/math/pca';
import type { Rows } from '@/lib/math/vectors';

const blockRowCount = 8192;
// Kernels read four floats at a time.
const lanes = 4;

/**
 * Coordinates of rows on axes, all at unit length: each row is brought to unit length, less the mean, multiplied by the
 * axes, and brought to unit length again. Rows and results of zeros stay zeros. Block after block on the machine's
 * threads, in single precision, so that besides `rows` there is only the result: rowCount × axisCount, in memory that
 * threads can share. Yields the share done, 0 to 1. `rows` is left as it is. The same rows and axes give the same bits,
 * whatever the number of threads; another build of the kernels may differ in the last ones.
 */
export function* projectUnitRows(rows: Rows, pca: Pca, machine: KernelMachine): Generator<number, Rows> {
  const { rowCount } = rows;
  const { axisCount } = pca;
  const result = new Float32Array(new SharedArrayBuffer(rowCount * axisCount * 4));
  const mark = machine.mark();
  try {
    const desk = layDesk(rows, pca, machine);
    for (let first = 0; first < rowCount; first += blockRowCount) {
      const count = Math.min(blockRowCount, rowCount - first);
      projectBlock(desk, { rows, first, count }, machine);
      copyOut(desk, { result, first, count, axisCount }, machine);
      yield (first + count) / rowCount;
    }
  } finally {
    machine.release(mark);
  }
  return { values: result, rowCount, columnCount: axisCount };
}

/** Where the parts of a block lie in the machine's memory; lengths in floats. */
interface Desk {
  readonly rowsAt: number;
  readonly rowLength: number;
  readonly axesAt: number;
  readonly outAt: number;
  readonly outLength: number;
  /** mean · axis for each axis; it is what is left of the mean after the product. */
  readonly offsets: Float32Array;
}

function padded(length: number): number {
  return Math.ceil(length / lanes) * lanes;
}

function layDesk(rows: Rows, { axes, mean, axisCount, columnCount }: Pca, machine: KernelMachine): Desk {
  const [rowLength, outLength] = [padded(columnCount), padded(axisCount)];
  const count = Math.min(blockRowCount, rows.rowCount);
  const rowsAt = machine.allocate(count * rowLength * 4);
  const axesAt = machine.allocate(outLength * rowLength * 4);
  const outAt = machine.allocate(count * outLength * 4);
  const laid = machine.floats(axesAt, outLength * rowLength).fill(0);
  const offsets = new Float32Array(outLength);
  for (let j = 0; j < axisCount; j++) {
    const axis = axes.subarray(j * columnCount, (j + 1) * columnCount);
    laid.set(axis, j * rowLength);
    offsets[j] = axis.reduce((sum, value, c) => sum + value * (mean[c] as number), 0);
  }
  return { rowsAt, rowLength, axesAt, outAt, outLength, offsets };
}

interface Block {
  readonly rows: Rows;
  readonly first: number;
  readonly count: number;
}

function projectBlock(desk: Desk, { rows, first, count }: Block, machine: KernelMachine): void {
  const { rowsAt, rowLength, axesAt, outAt, outLength, offsets } = desk;
  const { columnCount } = rows;
  const given = machine.floats(rowsAt, count * rowLength);
  if (rowLength === columnCount) given.set(rows.values.subarray(first * columnCount, (first + count) * columnCount));
  else {
    given.fill(0);
    for (let i = 0; i < count; i++) {
      given.set(rows.values.subarray((first + i) * columnCount, (first + i + 1) * columnCount), i * rowLength);
    }
  }
  machine.run('normalizeRows', count, [rowsAt, rowLength]);
  machine.run('multiplyRows', count, [rowsAt, rowLength * 4, axesAt, outLength, outAt]);
  const out = machine.floats(outAt, count * outLength);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < outLength; j++) {
      const at = i * outLength + j;
      out[at] = (out[at] as number) - (offsets[j] as number);
    }
  }
  machine.run('normalizeRows', count, [outAt, outLength]);
}

function copyOut(
  { outAt, outLength }: Desk,
  { result, first, count, axisCount }: { result: Float32Array; first: number; count: number; axisCount: number },
  machine: KernelMachine,
): void {
  const out = machine.floats(outAt, count * outLength);
  if (outLength === axisCount) result.set(out, first * axisCount);
  else {
    for (let i = 0; i < count; i++)
      result.set(out.subarray(i * outLength, i * outLength + axisCount), (first + i) * axisCount);
  }
}
