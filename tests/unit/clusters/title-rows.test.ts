import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseTitleRows } from '@/lib/clusters/title-rows';

const clusterOf = (...rows: number[]) => ({ rows: Int32Array.from(rows) });

test('all rows are read while they are few, in the order of the rows', () => {
  expect([...chooseTitleRows([clusterOf(4, 0, 2), clusterOf(3, 1)])]).toEqual([0, 1, 2, 3, 4]);
  expect([...chooseTitleRows([])]).toEqual([]);
});

test('of more, every cluster gives its share, from the nearest to the farthest, and 50 at least', () => {
  const large = { rows: Int32Array.from({ length: 4_000 }, (_, i) => i) };
  const small = { rows: Int32Array.from({ length: 60 }, (_, i) => 4_000 + i) };
  const rows = [...chooseTitleRows([large, small], 1_015)];
  // 1,015 of 4,060 is every fourth; of 60 that would be 15.
  expect(rows.filter((row) => row < 4_000)).toEqual(Array.from({ length: 1_000 }, (_, i) => 4 * i));
  expect(rows.filter((row) => row >= 4_000)).toHaveLength(50);
});

test('rows are different and ascend, whatever the sizes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 20 }), fc.integer({ min: 1, max: 2_000 }), (sizes, limit) => {
      let next = 0;
      const clusters = sizes.map((length) => ({ rows: Int32Array.from({ length }, () => next++) }));
      const rows = chooseTitleRows(clusters, limit);
      expect(rows.every((row, i) => i === 0 || row > (rows[i - 1] ?? row))).toBe(true);
      expect(rows.length).toBeGreaterThanOrEqual(Math.min(limit, next));
    }),
  );
});
