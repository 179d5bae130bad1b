import type { KernelMachine } from '@/lib/math/kernels/machine';
import { multiplyRows, sumWeightedRows } from '@/lib/math/products';
import type { Rows } from '@/lib/math/vectors';

/** The two products of subspace iteration, on fixed rows. Results belong to the caller. */
export interface PcaProducts {
  /** Coordinates of all rows on `directions` (count × columns): rows × count. */
  score(directions: Float64Array, count: number): Float64Array;
  /** Rows summed with their scores (rows × count) as weights: count × columns. */
  combine(scores: Float64Array, count: number): Float64Array;
}

/** In double precision, one value after another. */
export function plainProducts({ values, rowCount, columnCount }: Rows): PcaProducts {
  return {
    score: (directions, count) =>
      multiplyRows(values, directions, { leftCount: rowCount, rightCount: count, length: columnCount }),
    combine: (scores, count) => sumWeightedRows(scores, values, { rowCount, columnCount: count, length: columnCount }),
  };
}

/** In single precision by the kernels, an order of magnitude faster; enough for directions that are made orthonormal in double precision. */
export function kernelProducts(machine: KernelMachine, rows: Rows): PcaProducts {
  const { values, rowCount, columnCount } = rows;
  const plain = store(
    machine,
    { count: rowCount, length: columnCount },
    (row, column) => values[row * columnCount + column] as number,
  );
  const turned = store(
    machine,
    { count: columnCount, length: rowCount },
    (column, row) => values[row * columnCount + column] as number,
  );
  return {
    score(directions, count) {
      const products = multiply(machine, plain, {
        count,
        numberAt: (j, c) => directions[j * columnCount + c] as number,
      });
      return products;
    },
    combine(scores, count) {
      const products = multiply(machine, turned, { count, numberAt: (j, row) => scores[row * count + j] as number });
      return transpose(products, columnCount, count);
    },
  };
}

/** Float rows in the machine, each filled up with zeros to a multiple of four numbers. */
interface Stored {
  readonly at: number;
  readonly count: number;
  readonly length: number;
  readonly width: number;
}

function store(
  machine: KernelMachine,
  { count, length }: { count: number; length: number },
  numberAt: (row: number, column: number) => number,
): Stored {
  const width = Math.ceil(length / 4) * 4;
  const at = machine.allocate(4 * width * count);
  const stored = machine.floats(at, width * count).fill(0);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < length; column++) stored[row * width + column] = numberAt(row, column);
  }
  return { at, count, length, width };
}

/** Products of all stored rows with `count` others: stored count × count. */
function multiply(
  machine: KernelMachine,
  rows: Stored,
  { count, numberAt }: { count: number; numberAt: (row: number, column: number) => number },
): Float64Array {
  const mark = machine.mark();
  const places = Math.ceil(count / 4) * 4;
  const others = store(machine, { count: places, length: rows.length }, (row, column) =>
    row < count ? numberAt(row, column) : 0,
  );
  const out = machine.allocate(4 * rows.count * places);
  machine.run('multiplyRows', rows.count, [rows.at, 4 * rows.width, others.at, places, out], { step: 32 });
  const found = machine.floats(out, rows.count * places);
  const products = new Float64Array(rows.count * count);
  for (let row = 0; row < rows.count; row++) {
    for (let j = 0; j < count; j++) products[row * count + j] = found[row * places + j] as number;
  }
  machine.release(mark);
  return products;
}

function transpose(values: Float64Array, rowCount: number, columnCount: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) {
      turned[column * rowCount + row] = values[row * columnCount + column] as number;
    }
  }
  return turned;
}
