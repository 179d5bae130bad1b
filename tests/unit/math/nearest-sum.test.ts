import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { sumNearest } from '@/lib/math/nearest-sum';
import { createRandom } from '@/lib/math/random';
import type { Rows } from '@/lib/math/vectors';

const machine = new KernelMachine();

function makeRows(rowCount: number, columnCount: number, seed: number): Rows {
  const random = createRandom(seed);
  return { values: Float32Array.from({ length: rowCount * columnCount }, () => random() - 0.5), rowCount, columnCount };
}

test('of points on a line, worked by hand', () => {
  const rows = { values: Float32Array.from([0, 1, 5, 9]), rowCount: 4, columnCount: 1 };
  const centres = { values: Float32Array.from([1, 8]), rowCount: 2, columnCount: 1 };
  // (0−1)² + (1−1)² + (5−8)² + (9−8)²
  expect(sumNearest(rows, centres, machine)).toBe(11);
});

test('is what adding up all distances gives, for sizes of every width', () => {
  const size = fc.integer({ min: 1, max: 19 });
  fc.assert(
    fc.property(size, size, size, (rowCount, centreCount, columnCount) => {
      const rows = makeRows(rowCount, columnCount, 1);
      const centres = makeRows(centreCount, columnCount, 2);
      let sum = 0;
      for (let i = 0; i < rowCount; i++) {
        const distances = Array.from({ length: centreCount }, (_, j) => {
          let square = 0;
          for (let c = 0; c < columnCount; c++) {
            square += ((rows.values[i * columnCount + c] ?? 0) - (centres.values[j * columnCount + c] ?? 0)) ** 2;
          }
          return square;
        });
        sum += Math.min(...distances);
      }
      const mark = machine.mark();
      expect(sumNearest(rows, centres, machine)).toBeCloseTo(sum, 3);
      expect(machine.mark()).toBe(mark);
    }),
  );
});
