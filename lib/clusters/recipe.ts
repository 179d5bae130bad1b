import { KernelMachine } from '@/lib/math/kernels/machine';
import { fitPca, maxFitRowCount, type Pca } from '@/lib/math/pca';
import { projectUnitRows } from '@/lib/math/project';
import { createRandom, pickIndices } from '@/lib/math/random';
import { assertFiniteRows, normalizeRows, type Rows, takeRows } from '@/lib/math/vectors';

/** Names the recipe among a run's parameters; any change below must change it. */
export const recipeName = 'l2-pca-half-whitening-l2/3';

// As many axes as hold this share of the variance; more add noise, which whitening makes loud (decision record 055).
const explainedShare = 0.925;
const axisLimit = 160;
const axisMinimum = 8;
// With fewer rows than this for each axis, the weak axes are noise that whitening would blow up (decision record 023).
const rowsPerAxis = 8;
// Axes below this share of the largest variance carry rounding noise, which whitening would blow up.
const varianceFloor = 1e-9;
// Finding the axes takes about half of the time at 13,083 × 512, and less of it with more rows.
const axesShare = 0.5;

/**
 * Turns embeddings into the vectors that are clustered: unit length; as many principal axes as hold 92.5 % of the
 * variance, at least 8, at most 160 and at most one for every 8 rows; each axis divided by the square root of its
 * standard deviation ("half-whitening", which keeps some of the weight of the strong axes); unit length again. The axes
 * are those of a seeded pick where there are many rows. Yields the share done, 0 to 1.
 *
 * The answer is a new array, at most 160 columns wide; `rows` stays as it is, except that rows that are all alike, or a
 * single one, have no axes and become their own unit vectors. Throws a RangeError that names a number that is not
 * finite. The same rows, seed and build of the kernels give the same bits.
 */
export function* prepareVectors(rows: Rows, seed: number, machine = new KernelMachine()): Generator<number, Rows> {
  assertFiniteRows(rows);
  const picked = takeRows(rows, pickIndices(createRandom(seed), rows.rowCount, maxFitRowCount));
  normalizeRows(picked);
  const axisCount = Math.min(axisLimit, Math.max(axisMinimum, Math.floor(rows.rowCount / rowsPerAxis)));
  const fitting = fitPca(picked, axisCount, seed, machine);
  let fit = fitting.next();
  for (; !fit.done; fit = fitting.next()) yield axesShare * fit.value;
  if ((fit.value.variances[0] ?? 0) < Number.EPSILON) {
    normalizeRows(rows);
    return rows;
  }
  const projecting = projectUnitRows(rows, halfWhiten(cutAxes(fit.value)), machine);
  let step = projecting.next();
  for (; !step.done; step = projecting.next()) yield axesShare + (1 - axesShare) * step.value;
  return step.value;
}

/** Leaves out the weakest axes that are not needed for the share. The variance of unit rows is 1 − |mean|². */
function cutAxes(pca: Pca): Pca {
  const total = 1 - pca.mean.reduce((sum, value) => sum + value * value, 0);
  let explained = 0;
  let axisCount = 0;
  while (axisCount < pca.axisCount && (axisCount < axisMinimum || explained < explainedShare * total)) {
    explained += pca.variances[axisCount] as number;
    axisCount += 1;
  }
  const axes = pca.axes.subarray(0, axisCount * pca.columnCount);
  return { ...pca, axes, variances: pca.variances.subarray(0, axisCount), axisCount };
}

/** The same axes, each divided by the square root of its standard deviation. */
function halfWhiten(pca: Pca): Pca {
  const floor = varianceFloor * (pca.variances[0] ?? 0);
  const scales = pca.variances.map((variance) => (variance > floor ? 1 / Math.sqrt(Math.sqrt(variance)) : 0));
  const axes = pca.axes.map((value, at) => value * (scales[Math.floor(at / pca.columnCount)] as number));
  return { ...pca, axes };
}
