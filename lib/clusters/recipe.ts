import { fitPca, projectRows } from '@/lib/math/pca';
import { assertFiniteRows, normalizeRows, type Rows } from '@/lib/math/vectors';

/** Names the recipe among a run's parameters; any change below must change it. */
export const recipeName = 'l2-pca128-half-whitening-l2/1';

const axisLimit = 128;
const axisMinimum = 8;
// With fewer rows than this for each axis, the weak axes are noise that whitening would blow up (decision record 023).
const rowsPerAxis = 8;
// Axes below this share of the largest variance carry rounding noise, which whitening would blow up.
const varianceFloor = 1e-9;

/**
 * Turns embeddings into the vectors that are clustered: unit length; principal axes, one for every 8
 * rows, at least 8 and at most 128; each axis divided by the square root of its standard deviation
 * ("half-whitening", which keeps some of the weight of the strong axes); unit length again. Yields
 * the share done, 0 to 1.
 *
 * Takes over `rows.values` and changes it. Rows that are all alike, or a single one, have no axes
 * and keep their unit vectors. Throws a RangeError that names a number that is not finite. The same rows and seed give the same bits.
 */
export function* prepareVectors(rows: Rows, seed: number): Generator<number, Rows> {
  assertFiniteRows(rows);
  normalizeRows(rows);
  const axisCount = Math.min(axisLimit, Math.max(axisMinimum, Math.floor(rows.rowCount / rowsPerAxis)));
  const pca = yield* fitPca(rows, axisCount, seed);
  const largest = pca.variances[0] ?? 0;
  if (largest < Number.EPSILON) return rows;
  const prepared = projectRows(rows, pca);
  const scales = pca.variances.map((variance) =>
    variance > varianceFloor * largest ? 1 / Math.sqrt(Math.sqrt(variance)) : 0,
  );
  const { values, columnCount } = prepared;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * (scales[i % columnCount] as number);
  normalizeRows(prepared);
  return prepared;
}
