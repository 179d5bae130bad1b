import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { fitPca, type Pca } from '@/lib/math/pca';
import { projectUnitRows } from '@/lib/math/project';
import { createRandom } from '@/lib/math/random';
import { normalizeRows, type Rows } from '@/lib/math/vectors';

const machine = new KernelMachine();

function finish<T>(steps: Generator<number, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same in double precision, row after row. */
function projectPlainly(rows: Rows, { axes, mean, axisCount, columnCount }: Pca): number[] {
  return Array.from({ length: rows.rowCount }, (_, row) => {
    const own = Array.from(rows.values.subarray(row * columnCount, (row + 1) * columnCount));
    const length = Math.hypot(...own) || 1;
    const scores = Array.from({ length: axisCount }, (_, j) =>
      own.reduce(
        (sum, value, c) => sum + (value / length - (mean[c] as number)) * (axes[j * columnCount + c] as number),
        0,
      ),
    );
    const scoreLength = Math.hypot(...scores) || 1;
    return scores.map((score) => score / scoreLength);
  }).flat();
}

function makeRows(rowCount: number, columnCount: number, seed: number): Rows {
  const random = createRandom(seed);
  return { values: Float32Array.from({ length: rowCount * columnCount }, () => random() - 0.3), rowCount, columnCount };
}

test('is the product with the axes, for every width and number of axes', () => {
  const sizes = fc.record({
    rowCount: fc.integer({ min: 2, max: 40 }),
    columnCount: fc.integer({ min: 1, max: 37 }),
    axisCount: fc.integer({ min: 1, max: 21 }),
    seed: fc.integer({ min: 1, max: 99 }),
  });
  fc.assert(
    fc.property(sizes, ({ rowCount, columnCount, axisCount, seed }) => {
      const rows = makeRows(rowCount, columnCount, seed);
      const unit = { ...rows, values: rows.values.slice() };
      normalizeRows(unit);
      const pca = finish(fitPca(unit, axisCount, seed));
      if (pca.axisCount === 0 || (pca.variances.at(-1) ?? 0) < 1e-6) return;
      const projected = finish(projectUnitRows(rows, pca, machine));
      expect(projected.columnCount).toBe(pca.axisCount);
      projectPlainly(rows, pca).forEach((value, at) => {
        expect(projected.values[at]).toBeCloseTo(value, 3);
      });
    }),
    { numRuns: 40 },
  );
});

test('crosses blocks, and leaves the machine as it was', () => {
  const rows = makeRows(8192 + 5, 6, 4);
  const pca = finish(fitPca(rows, 5, 1));
  const mark = machine.mark();
  const shares = [...projectUnitRows(rows, pca, machine)];
  expect(shares).toEqual([8192 / 8197, 1]);
  expect(machine.mark()).toBe(mark);
  const { values } = finish(projectUnitRows(rows, pca, machine));
  const tail = { values: rows.values.subarray(8190 * 6), rowCount: 7, columnCount: 6 };
  expect([...finish(projectUnitRows(tail, pca, machine)).values]).toEqual([...values.subarray(8190 * 5)]);
});

test('zeros stay zeros', () => {
  const rows = { values: new Float32Array(3 * 4), rowCount: 3, columnCount: 4 };
  const pca = { mean: new Float64Array(4), axes: new Float64Array(8).fill(0.5), variances: new Float64Array(2) };
  const { values } = finish(projectUnitRows(rows, { ...pca, axisCount: 2, columnCount: 4 }, machine));
  expect([...values]).toEqual([0, 0, 0, 0, 0, 0]);
});
