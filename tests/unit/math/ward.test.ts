import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '@/lib/math/random';
import { cutMerges, linkByWard } from '@/lib/math/ward';

const onLine = (places: number[]) => ({
  values: Float32Array.from(places),
  rowCount: places.length,
  columnCount: 1,
});

/** Sum of squared distances to the weighted means of the groups. */
function costOf(places: number[], weights: number[], groups: ArrayLike<number>): number {
  let cost = 0;
  for (const group of new Set(Array.from(groups))) {
    const own = places.flatMap((place, i) => (groups[i] === group ? [{ place, weight: weights[i] ?? 0 }] : []));
    const total = own.reduce((sum, { weight }) => sum + weight, 0);
    const mean = own.reduce((sum, { place, weight }) => sum + place * weight, 0) / total;
    cost += own.reduce((sum, { place, weight }) => sum + weight * (place - mean) ** 2, 0);
  }
  return cost;
}

describe("Ward's hierarchy", () => {
  test('of five points on a line, worked by hand', () => {
    const merges = linkByWard(onLine([0, 1, 10, 12, 30]), [1, 1, 1, 1, 1]);
    // {0,1}: 1·1/2·1² · {10,12}: 1·1/2·2² · both: 2·2/4·(11 − 0.5)² · with 30: 4·1/5·(30 − 5.75)².
    expect(merges.map(({ height }) => height.toFixed(6))).toEqual(['0.500000', '2.000000', '110.250000', '470.450000']);
    expect([...cutMerges(merges, 5, 3)]).toEqual([0, 0, 1, 1, 2]);
    expect([...cutMerges(merges, 5, 2)]).toEqual([0, 0, 0, 0, 1]);
    expect([...cutMerges(merges, 5, 5)]).toEqual([0, 1, 2, 3, 4]);
  });

  test('a heavy row costs more to move', () => {
    const heights = linkByWard(onLine([0, 2]), [3, 1]).map(({ height }) => height);
    expect(heights).toEqual([(3 / 4) * 4]);
  });

  test('a single row has no step', () => {
    expect(linkByWard(onLine([7]), [2])).toEqual([]);
    expect([...cutMerges([], 1, 1)]).toEqual([0]);
  });

  test('heights ascend, add up to the whole cost, and each cut costs the steps before it', () => {
    const place = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 14 }),
        (table) => {
          const places = table.map(([at]) => at);
          const weights = table.map(([, weight]) => weight);
          const merges = linkByWard(onLine(places), weights);
          expect(merges.length).toBe(places.length - 1);
          let sum = 0;
          for (let count = places.length; count >= 1; count--) {
            const groups = cutMerges(merges, places.length, count);
            expect(new Set(groups).size).toBe(count);
            expect(costOf(places, weights, groups)).toBeCloseTo(sum, 3);
            sum += merges[places.length - count]?.height ?? 0;
          }
        },
      ),
    );
  });

  test('every first step is the cheapest there is', () => {
    const random = createRandom(3);
    const rows = { values: Float32Array.from({ length: 40 * 5 }, () => random()), rowCount: 40, columnCount: 5 };
    const [first] = linkByWard(rows, new Float64Array(40).fill(1));
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < i; j++) {
        let square = 0;
        for (let c = 0; c < 5; c++) square += ((rows.values[i * 5 + c] ?? 0) - (rows.values[j * 5 + c] ?? 0)) ** 2;
        least = Math.min(least, square / 2);
      }
    }
    expect(first?.height).toBeCloseTo(least, 6);
  });
});
