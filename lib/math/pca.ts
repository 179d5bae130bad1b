import type { KernelMachine } from '@/lib/math/kernels/machine';
import { kernelProducts, plainProducts } from '@/lib/math/pca-products';
import { multiplyRows, sumWeightedRows } from '@/lib/math/products';
import { createRandom, pickIndices, type Random } from '@/lib/math/random';
import { findSymmetricEigen, fixSign } from '@/lib/math/symmetric-eigen';
import { meanOfRows, type Rows } from '@/lib/math/vectors';

/** Principal axes: `axes` is axisCount × columnCount, unit rows; `variances` descend. */
export interface Pca {
  readonly mean: Float64Array;
  readonly axes: Float64Array;
  readonly variances: Float64Array;
  readonly axisCount: number;
  readonly columnCount: number;
}

// Halko, Martinsson & Tropp 2011 advise 5 to 10 spare directions and 1 to 2 power steps; more of
// both costs little here and brings the last axes closer to the exact ones.
const spareCount = 16;
const powerStepCount = 3;
// Below so many multiplications double precision takes milliseconds.
const kernelLimit = 3e7;

/** Rows that the axes are fitted on at most; with more, a seeded pick stands for all. */
export const maxFitRowCount = 4096;

/**
 * The `axisCount` directions of largest variance (fewer when rows or columns do not allow them),
 * by randomised subspace iteration (Halko, Martinsson & Tropp 2011, "Finding structure with
 * randomness", algorithm 4.4), exact when the columns are few. Yields the share done, 0 to 1.
 * The same rows and seed give the same bits: only +, −, ×, ÷ and square roots are used. With a `machine` large products
 * run on its kernels, in single precision; the same build of the kernels gives the same bits.
 */
export function* fitPca(rows: Rows, axisCount: number, seed: number, machine?: KernelMachine): Generator<number, Pca> {
  const random = createRandom(seed);
  const sample = centreRows(pickRows(rows, random));
  const { columnCount, rowCount } = sample;
  const wantedCount = Math.max(0, Math.min(axisCount, columnCount, rowCount - 1));
  const directionCount = Math.min(columnCount, wantedCount + spareCount);
  const mark = machine?.mark() ?? 0;
  const isLarge = rowCount * columnCount * directionCount > kernelLimit;
  const products = machine !== undefined && isLarge ? kernelProducts(machine, sample) : plainProducts(sample);
  let directions = makeDirections(directionCount, columnCount, random);
  const stepCount = directionCount === columnCount ? 0 : powerStepCount;
  for (let step = 0; step < stepCount; step++) {
    directions = products.combine(products.score(directions, directionCount), directionCount);
    orthonormalize(directions, directionCount, columnCount);
    yield (step + 1) / (stepCount + 1);
  }
  const scores = products.score(directions, directionCount);
  machine?.release(mark);
  const axes = findAxes(scores, directions, { rowCount, directionCount, columnCount, wantedCount });
  return { mean: sample.mean, ...axes, axisCount: wantedCount, columnCount };
}

/** Coordinates of every row on the axes: rowCount × axisCount, in `rows`' precision. */
export function projectRows(rows: Rows, pca: Pca): Rows {
  const { axisCount, columnCount, axes, mean } = pca;
  const offset = multiplyRows(mean, axes, { leftCount: 1, rightCount: axisCount, length: columnCount });
  const scores = multiplyRows(rows.values, axes, {
    leftCount: rows.rowCount,
    rightCount: axisCount,
    length: columnCount,
  });
  const values = Float32Array.from(scores, (score, i) => score - (offset[i % axisCount] as number));
  return { values, rowCount: rows.rowCount, columnCount: axisCount };
}

function pickRows(rows: Rows, random: Random): Rows {
  const { rowCount, columnCount } = rows;
  if (rowCount <= maxFitRowCount) return rows;
  const values = new Float32Array(maxFitRowCount * columnCount);
  pickIndices(random, rowCount, maxFitRowCount).forEach((row, to) => {
    values.set(rows.values.subarray(row * columnCount, (row + 1) * columnCount), to * columnCount);
  });
  return { values, rowCount: maxFitRowCount, columnCount };
}

function centreRows(rows: Rows): Rows & { mean: Float64Array } {
  const mean = meanOfRows(rows);
  const { columnCount } = rows;
  const values = rows.values.map((value, i) => value - (mean[i % columnCount] as number));
  return { ...rows, values, mean };
}

/** Random directions, or the coordinate axes when there are as many directions as columns. */
function makeDirections(count: number, columnCount: number, random: Random): Float64Array {
  const directions = new Float64Array(count * columnCount);
  if (count === columnCount) {
    for (let i = 0; i < count; i++) directions[i * columnCount + i] = 1;
    return directions;
  }
  for (let i = 0; i < directions.length; i++) directions[i] = 2 * random() - 1;
  orthonormalize(directions, count, columnCount);
  return directions;
}

/** Modified Gram-Schmidt over the rows, twice for accuracy; a dependent row becomes zero. */
function orthonormalize(rows: Float64Array, rowCount: number, columnCount: number): void {
  for (let i = 0; i < rowCount; i++) {
    const row = rows.subarray(i * columnCount, (i + 1) * columnCount);
    const before = Math.sqrt(dot(row, row));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) subtractPart(row, rows.subarray(j * columnCount, (j + 1) * columnCount));
    }
    const length = Math.sqrt(dot(row, row));
    const scale = length > 1e-10 * before ? 1 / length : 0;
    for (let c = 0; c < columnCount; c++) row[c] = (row[c] as number) * scale;
  }
}

function subtractPart(row: Float64Array, unit: Float64Array): void {
  const share = dot(row, unit);
  for (let c = 0; c < row.length; c++) row[c] = (row[c] as number) - share * (unit[c] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Rotates the directions so that the scores on them are uncorrelated, largest variance first. */
function findAxes(
  scores: Float64Array,
  directions: Float64Array,
  sizes: { rowCount: number; directionCount: number; columnCount: number; wantedCount: number },
): Pick<Pca, 'axes' | 'variances'> {
  const { rowCount, directionCount, columnCount, wantedCount } = sizes;
  const gram = sumWeightedRows(scores, scores, { rowCount, columnCount: directionCount, length: directionCount });
  const divisor = Math.max(1, rowCount - 1);
  const { values, vectors } = findSymmetricEigen(
    gram.map((value) => value / divisor),
    directionCount,
  );
  // Row j of the eigenvectors says how the directions combine into axis j.
  const combination = transpose(vectors, directionCount);
  const all = sumWeightedRows(combination, directions, {
    rowCount: directionCount,
    columnCount: directionCount,
    length: columnCount,
  });
  const axes = all.slice(0, wantedCount * columnCount);
  for (let j = 0; j < wantedCount; j++) fixSign(axes.subarray(j * columnCount, (j + 1) * columnCount));
  return { axes, variances: values.slice(0, wantedCount).map((value) => Math.max(0, value)) };
}

function transpose(square: Float64Array, size: number): Float64Array {
  const out = new Float64Array(square.length);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) out[j * size + i] = square[i * size + j] as number;
  }
  return out;
}
