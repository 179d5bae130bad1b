import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiplyRows, sumWeightedRows } from '@/lib/math/products';
import { assertFiniteRows, cosineOfRows, dotRows, meanOfRows, normalizeRows, type Rows } from '@/lib/math/vectors';

function makeRows(table: number[][]): Rows {
  return { values: Float32Array.from(table.flat()), rowCount: table.length, columnCount: table[0]?.length ?? 0 };
}

const table = fc
  .record({ rowCount: fc.integer({ min: 1, max: 9 }), columnCount: fc.integer({ min: 1, max: 7 }) })
  .chain(({ rowCount, columnCount }) => {
    const row = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: columnCount, maxLength: columnCount });
    return fc.array(row, { minLength: rowCount, maxLength: rowCount });
  });

describe('rows', () => {
  test('are scaled to length 1, zeros stay', () => {
    const rows = makeRows([
      [3, 4],
      [0, 0],
      [0, -2],
    ]);
    normalizeRows(rows);
    expect([...rows.values]).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0, 0, -1]);
  });

  test('have hand-worked products, cosines and means', () => {
    const rows = makeRows([
      [1, 2, 2],
      [2, 0, 0],
      [-1, -2, -2],
      [0, 0, 0],
    ]);
    expect(dotRows(rows, 0, rows, 1)).toBe(2);
    expect(cosineOfRows(rows, 0, rows, 1)).toBeCloseTo(1 / 3, 12);
    expect(cosineOfRows(rows, 0, rows, 2)).toBe(-1);
    expect(cosineOfRows(rows, 0, rows, 3)).toBe(0);
    expect([...meanOfRows(rows)]).toEqual([0.5, 0, 0]);
  });

  test('cosine is symmetric, within −1 and 1, and does not change with length', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), (values, factor) => {
        const rows = makeRows(values);
        const longer = makeRows(values.map((row) => row.map((value) => factor * value)));
        for (let i = 0; i < rows.rowCount; i++) {
          const cosine = cosineOfRows(rows, 0, rows, i);
          expect(cosine).toBe(cosineOfRows(rows, i, rows, 0));
          expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
          expect(cosineOfRows(longer, 0, rows, i)).toBeCloseTo(cosine, 9);
        }
      }),
    );
  });

  test('a number that is not finite is named with its place', () => {
    const rows = makeRows([
      [1, 2],
      [3, Number.NaN],
    ]);
    expect(() => assertFiniteRows(rows)).toThrow('Row 1, column 1 holds NaN');
    expect(() => assertFiniteRows({ ...rows, rowCount: 3 })).toThrow('3 rows of 2 need 6 values, not 4.');
  });
});

describe('products', () => {
  test('of rows with rows equal the plain definition', () => {
    fc.assert(
      fc.property(table, table, (left, right) => {
        const length = Math.min(left[0]?.length ?? 0, right[0]?.length ?? 0);
        const a = makeRows(left.map((row) => row.slice(0, length)));
        const b = makeRows(right.map((row) => row.slice(0, length)));
        const product = multiplyRows(a.values, b.values, { leftCount: a.rowCount, rightCount: b.rowCount, length });
        const expected = left.flatMap((_, i) => right.map((__, j) => dotRows(a, i, b, j)));
        expect([...product]).toEqual(expected);
      }),
    );
  });

  test('of transposed weights with rows equal the plain definition', () => {
    fc.assert(
      fc.property(table, table, (left, right) => {
        const rowCount = Math.min(left.length, right.length);
        const weights = left.slice(0, rowCount);
        const rows = right.slice(0, rowCount);
        const [columnCount, length] = [weights[0]?.length ?? 0, rows[0]?.length ?? 0];
        const sums = sumWeightedRows(Float64Array.from(weights.flat()), Float64Array.from(rows.flat()), {
          rowCount,
          columnCount,
          length,
        });
        const expected = Array.from({ length: columnCount * length }, (_, at) => {
          const [j, c] = [Math.floor(at / length), at % length];
          return weights.reduce((sum, row, i) => sum + (row[j] ?? 0) * (rows[i]?.[c] ?? 0), 0);
        });
        // Sums of whole numbers are exact in any order; only the sign of zero may differ.
        expect([...sums].map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
      }),
    );
  });
});
