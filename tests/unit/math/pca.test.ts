import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPca, maxFitRowCount, type Pca, projectRows } from '@/lib/math/pca';
import { createRandom } from '@/lib/math/random';
import { findSymmetricEigen } from '@/lib/math/symmetric-eigen';
import { meanOfRows, type Rows } from '@/lib/math/vectors';

function fitAll(rows: Rows, axisCount: number, seed = 1): Pca {
  const fitting = fitPca(rows, axisCount, seed);
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  return step.value;
}

/** Rows with a falling spectrum: column j has a spread of 0.9 to the power of j, then all are mixed. */
function makeSpectrum(rowCount: number, columnCount: number, seed: number): Rows {
  const random = createRandom(seed);
  const mixing = Float64Array.from({ length: columnCount * columnCount }, () => random() - 0.5);
  const values = new Float32Array(rowCount * columnCount);
  for (let i = 0; i < rowCount; i++) {
    const source = Array.from({ length: columnCount }, (_, j) => 0.9 ** j * (random() + random() - 1));
    for (let c = 0; c < columnCount; c++) {
      values[i * columnCount + c] = source.reduce(
        (sum, value, j) => sum + value * (mixing[j * columnCount + c] ?? 0),
        0,
      );
    }
  }
  return { values, rowCount, columnCount };
}

/** Variances along all axes, from the whole covariance matrix. */
function exactVariances({ values, rowCount, columnCount }: Rows): Float64Array {
  const mean = meanOfRows({ values, rowCount, columnCount });
  const covariance = new Float64Array(columnCount ** 2);
  for (let r = 0; r < rowCount; r++) {
    for (let i = 0; i < columnCount; i++) {
      for (let j = 0; j < columnCount; j++) {
        const product =
          ((values[r * columnCount + i] ?? 0) - (mean[i] ?? 0)) * ((values[r * columnCount + j] ?? 0) - (mean[j] ?? 0));
        covariance[i * columnCount + j] = (covariance[i * columnCount + j] ?? 0) + product / (rowCount - 1);
      }
    }
  }
  return findSymmetricEigen(covariance, columnCount).values;
}

describe('eigenvalues of a symmetric matrix', () => {
  test('are those worked by hand', () => {
    const { values, vectors } = findSymmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    const half = Math.sqrt(0.5);
    expect([...vectors].map((value) => Math.round(1e9 * value) / 1e9)).toEqual(
      [half, half, half, -half].map((value) => Math.round(1e9 * value) / 1e9),
    );
  });

  test('rebuild the matrix, and their vectors are orthonormal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer(), (size, seed) => {
        const random = createRandom(seed);
        const matrix = new Float64Array(size * size);
        for (let i = 0; i < size; i++) {
          for (let j = i; j < size; j++) matrix[i * size + j] = matrix[j * size + i] = 2 * random() - 1;
        }
        const { values, vectors } = findSymmetricEigen(matrix, size);
        const entry = (i: number, j: number, weigh: (e: number) => number) =>
          Array.from(
            { length: size },
            (_, e) => weigh(e) * (vectors[e * size + i] ?? 0) * (vectors[e * size + j] ?? 0),
          ).reduce((sum, value) => sum + value);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            expect(entry(i, j, (e) => values[e] ?? 0)).toBeCloseTo(matrix[i * size + j] ?? 0, 9);
            expect(entry(i, j, () => 1)).toBeCloseTo(i === j ? 1 : 0, 9);
          }
        }
        expect([...values]).toEqual([...values].sort((a, b) => b - a));
      }),
      { numRuns: 40 },
    );
  });
});

describe('principal axes', () => {
  test('of points on a line are the line', () => {
    const values = Float32Array.from([-2, -1, 0, 1, 2].flatMap((t) => [3 * t + 1, 4 * t - 1]));
    const pca = fitAll({ values, rowCount: 5, columnCount: 2 }, 2);
    expect(pca.axes[0]).toBeCloseTo(0.6, 9);
    expect(pca.axes[1]).toBeCloseTo(0.8, 9);
    expect(pca.variances[0]).toBeCloseTo(62.5, 6);
    expect(pca.variances[1]).toBeCloseTo(0, 9);
    const scores = [...projectRows({ values, rowCount: 5, columnCount: 2 }, pca).values];
    expect(scores.filter((_, i) => i % 2 === 0)).toEqual([-10, -5, 0, 5, 10]);
  });

  test('found at random carry at least 99.9 % of the variance of the exact ones', () => {
    const rows = makeSpectrum(300, 60, 3);
    const pca = fitAll(rows, 20);
    const share =
      pca.variances.reduce((sum, value) => sum + value, 0) /
      exactVariances(rows)
        .slice(0, 20)
        .reduce((sum, value) => sum + value, 0);
    expect(share).toBeGreaterThan(0.999);
    expect(share).toBeLessThan(1 + 1e-9);
  });

  test('give scores without correlation, with mean 0', () => {
    const rows = makeSpectrum(200, 40, 4);
    const scores = projectRows(rows, fitAll(rows, 10));
    const mean = meanOfRows(scores);
    for (const value of mean) expect(Math.abs(value)).toBeLessThan(1e-5);
    for (let i = 0; i < 10; i++) {
      for (let j = 0; j < i; j++) {
        let sum = 0;
        for (let r = 0; r < 200; r++) sum += (scores.values[r * 10 + i] ?? 0) * (scores.values[r * 10 + j] ?? 0);
        expect(Math.abs(sum / 200)).toBeLessThan(1e-4);
      }
    }
  });

  test('are the same bits for the same seed, and close for another', () => {
    const rows = makeSpectrum(120, 50, 5);
    expect(fitAll(rows, 8)).toEqual(fitAll(rows, 8));
    const other = fitAll(rows, 8, 2);
    fitAll(rows, 8).variances.forEach((variance, i) => {
      expect(other.variances[i]).toBeCloseTo(variance, 4);
    });
  });

  test('are as many as rows and columns allow', () => {
    expect(fitAll(makeSpectrum(5, 40, 1), 20).axisCount).toBe(4);
    expect(fitAll(makeSpectrum(50, 6, 1), 20).axisCount).toBe(6);
    expect(fitAll(makeSpectrum(1, 6, 1), 20).axisCount).toBe(0);
    const alike: Rows = { values: new Float32Array(30).fill(0.5), rowCount: 5, columnCount: 6 };
    expect([...fitAll(alike, 3).variances]).toEqual([0, 0, 0]);
  });

  test('fitted on a pick of many rows stand for all of them', () => {
    const rows = makeSpectrum(maxFitRowCount * 2, 12, 6);
    const all = exactVariances(rows);
    fitAll(rows, 4).variances.forEach((variance, i) => {
      expect(Math.abs(variance / (all[i] ?? 1) - 1)).toBeLessThan(0.1);
    });
  });
});
