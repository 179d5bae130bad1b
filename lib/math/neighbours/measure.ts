import type { Metric } from '@/lib/math/neighbours/coded-rows';
import { cosineOfRows, dotRows, type Rows } from '@/lib/math/vectors';

/** Cosine (1 is nearest) or Euclidean distance (0 is nearest) of row i of `a` and row j of `b`, in double precision. */
export function measureRows(metric: Metric, a: Rows, i: number, b: Rows, j: number): number {
  if (metric === 'cosine') return cosineOfRows(a, i, b, j);
  const { columnCount } = a;
  let sum = 0;
  for (let c = 0; c < columnCount; c++) {
    const difference = (a.values[i * columnCount + c] as number) - (b.values[j * columnCount + c] as number);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** Measures as `measureRows` does, and remembers the squared lengths of rows that come up again and again. */
export function makeMeasure(metric: Metric, a: Rows, b: Rows): (i: number, j: number) => number {
  if (metric === 'euclidean') return (i, j) => measureRows(metric, a, i, b, j);
  const squareOfA = rememberSquares(a);
  const squareOfB = a === b ? squareOfA : rememberSquares(b);
  return (i, j) => {
    const lengths = Math.sqrt(squareOfA(i) * squareOfB(j));
    return lengths === 0 ? 0 : Math.min(1, Math.max(-1, dotRows(a, i, b, j) / lengths));
  };
}

function rememberSquares(rows: Rows): (row: number) => number {
  const squares = new Float64Array(rows.rowCount).fill(Number.NaN);
  return (row) => {
    if (Number.isNaN(squares[row])) squares[row] = dotRows(rows, row, rows, row);
    return squares[row] as number;
  };
}

/** A row and how near it is. */
export type Near = { row: number; measure: number };

/** Order of nearness: the nearer first; of equally near ones the smaller row. */
export function compareNear(metric: Metric): (a: Near, b: Near) => number {
  return metric === 'cosine'
    ? (a, b) => b.measure - a.measure || a.row - b.row
    : (a, b) => a.measure - b.measure || a.row - b.row;
}

/** The k nearest rows of each query, nearest first. */
export interface NearestLists {
  readonly k: number;
  /** queryCount × k row numbers; −1 where there are fewer rows. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** The measure of each, in single precision; NaN where there is no row. */
  readonly measures: Float32Array<ArrayBuffer>;
}

export function makeLists(queryCount: number, k: number): NearestLists {
  return {
    k,
    rows: new Int32Array(queryCount * k).fill(-1),
    measures: new Float32Array(queryCount * k).fill(Number.NaN),
  };
}

/** Writes the nearest of some rows as the list of one query. */
export function writeList(lists: NearestLists, query: number, nearest: readonly Near[]): void {
  nearest.slice(0, lists.k).forEach(({ row, measure }, i) => {
    lists.rows[query * lists.k + i] = row;
    lists.measures[query * lists.k + i] = measure;
  });
}
