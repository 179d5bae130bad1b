import { expect, test } from 'vitest';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { fitPca } from '@/lib/math/pca';
import { makeVectors } from '@/tests/support/generated-vectors';

function run(machine?: KernelMachine) {
  const shape = { rowCount: 2_403, dimension: 131, groupCount: 20, seed: 6 };
  const rows = { values: makeVectors(shape), rowCount: shape.rowCount, columnCount: shape.dimension };
  // 116 directions × 131 columns × 2,403 rows: more than what is left to double precision.
  const fitting = fitPca(rows, 100, 2, machine);
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  return step.value;
}

test('axes found by the kernels are those found in double precision', () => {
  const machine = new KernelMachine();
  const mark = machine.mark();
  const [plain, quick] = [run(), run(machine)];
  expect(machine.mark()).toBe(mark);
  expect(quick.axisCount).toBe(plain.axisCount);
  plain.variances.forEach((variance, axis) => {
    expect((quick.variances[axis] ?? 0) / variance).toBeCloseTo(1, 4);
  });
  // The strong axes stand apart from each other, so that each must be found itself.
  for (let axis = 0; axis < 5; axis++) {
    const own = (pca: typeof plain) => pca.axes.subarray(axis * pca.columnCount, (axis + 1) * pca.columnCount);
    const cosine = own(plain).reduce((sum, value, c) => sum + value * (own(quick)[c] ?? 0), 0);
    expect(Math.abs(cosine)).toBeCloseTo(1, 4);
  }
});
