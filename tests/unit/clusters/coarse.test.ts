import { expect, test } from 'vitest';
import { gatherClusters } from '@/lib/clusters/coarse';
import { createRandom } from '@/lib/math/random';

/** Centres around `places.length` far places, in turn. */
function makeCentres(count: number, places: number) {
  const random = createRandom(5);
  const values = Float32Array.from({ length: count * 4 }, (_, at) => {
    const place = Math.floor(at / 4) % places;
    return (at % 4 === place % 4 ? 10 + 10 * Math.floor(place / 4) : 0) + 0.1 * random();
  });
  return { values, rowCount: count, columnCount: 4 };
}

test('clusters around the same place come together, most samples first', () => {
  const sizes = Array.from({ length: 24 }, (_, i) => (i % 5 === 3 ? 50 : 10));
  const numbers = gatherClusters(makeCentres(24, 5), sizes);
  expect(numbers?.[3]).toBe(0);
  for (let i = 5; i < 24; i++) expect(numbers?.[i]).toBe(numbers?.[i % 5]);
  expect(new Set(numbers).size).toBe(5);
});

test('there are about as many as the square root', () => {
  for (const k of [9, 30, 100, 400]) {
    const count = new Set(gatherClusters(makeCentres(k, k), new Int32Array(k).fill(1))).size;
    expect(count).toBeGreaterThanOrEqual(Math.sqrt(k) / Math.SQRT2);
    expect(count).toBeLessThanOrEqual(Math.sqrt(k) * Math.SQRT2);
  }
});

test('alike centres are gathered too, and few clusters are left as they are', () => {
  const alike = { values: new Float32Array(16 * 3), rowCount: 16, columnCount: 3 };
  expect(gatherClusters(alike, new Int32Array(16).fill(2))?.length).toBe(16);
  expect(gatherClusters(makeCentres(8, 2), new Int32Array(8).fill(1))).toBeNull();
});
