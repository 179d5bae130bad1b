/**
 * Rows of equal length in one array, row after row: value (i, j) is at `i * columnCount + j`.
 * All functions of this folder keep vectors so.
 */
export interface Rows {
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly columnCount: number;
}

/**
 * Checks that `values` holds rowCount × columnCount finite numbers; throws a RangeError that names
 * the sizes, or the first row and column with a number that is not finite.
 */
export function assertFiniteRows({ values, rowCount, columnCount }: Rows): void {
  if (values.length !== rowCount * columnCount) {
    throw new RangeError(
      `${rowCount} rows of ${columnCount} need ${rowCount * columnCount} values, not ${values.length}.`,
    );
  }
  let bad = 0;
  // A loop: a call for each of a billion numbers would take as long as clustering them.
  while (bad < values.length && Number.isFinite(values[bad])) bad += 1;
  if (bad < values.length) {
    const place = `Row ${Math.floor(bad / columnCount)}, column ${bad % columnCount}`;
    throw new RangeError(`${place} holds ${values[bad]}, which is not a finite number.`);
  }
}

/** A copy of some rows, in the order of `picked`. */
export function takeRows({ values, columnCount }: Rows, picked: Int32Array): Rows {
  const taken = new Float32Array(picked.length * columnCount);
  picked.forEach((row, to) => {
    taken.set(values.subarray(row * columnCount, (row + 1) * columnCount), to * columnCount);
  });
  return { values: taken, rowCount: picked.length, columnCount };
}

/** Scales every row to length 1, in place. A row of zeros stays as it is. */
export function normalizeRows({ values, rowCount, columnCount }: Rows): void {
  for (let row = 0; row < rowCount; row++) {
    const start = row * columnCount;
    let sum = 0;
    for (let i = start; i < start + columnCount; i++) sum += (values[i] as number) ** 2;
    if (sum === 0) continue;
    const scale = 1 / Math.sqrt(sum);
    for (let i = start; i < start + columnCount; i++) values[i] = (values[i] as number) * scale;
  }
}

/** Dot product of row `i` of `a` with row `j` of `b`; both have the same column count. */
export function dotRows(a: Rows, i: number, b: Rows, j: number): number {
  const { columnCount } = a;
  const startA = i * columnCount;
  const startB = j * columnCount;
  let sum = 0;
  for (let c = 0; c < columnCount; c++) sum += (a.values[startA + c] as number) * (b.values[startB + c] as number);
  return sum;
}

/**
 * Cosine of the angle between row `i` of `a` and row `j` of `b`, in [−1, 1]; 0 when either row is
 * all zeros, which has no direction.
 */
export function cosineOfRows(a: Rows, i: number, b: Rows, j: number): number {
  const lengths = Math.sqrt(dotRows(a, i, a, i) * dotRows(b, j, b, j));
  if (lengths === 0) return 0;
  return Math.min(1, Math.max(-1, dotRows(a, i, b, j) / lengths));
}

/** Mean of each column, in double precision. */
export function meanOfRows({ values, rowCount, columnCount }: Rows): Float64Array {
  const mean = new Float64Array(columnCount);
  for (let i = 0; i < values.length; i++)
    mean[i % columnCount] = (mean[i % columnCount] as number) + (values[i] as number);
  return mean.map((sum) => sum / Math.max(1, rowCount));
}
