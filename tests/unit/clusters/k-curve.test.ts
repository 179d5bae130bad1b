import { describe, expect, test } from 'vitest';
import { drawKCurve, pickK } from '@/lib/clusters/k-curve';
import { createRandom } from '@/lib/math/random';
import type { Rows } from '@/lib/math/vectors';

/** Rows around `groupCount` places, in turn. */
function makeRows(rowCount: number, groupCount: number, noise: number, columnCount = 12): Rows {
  const random = createRandom(11);
  const places = Float32Array.from({ length: groupCount * columnCount }, () => random() - 0.5);
  const values = Float32Array.from({ length: rowCount * columnCount }, (_, at) => {
    const place = Math.floor(at / columnCount) % groupCount;
    return (places[place * columnCount + (at % columnCount)] ?? 0) + noise * (random() - 0.5);
  });
  return { values, rowCount, columnCount };
}

function draw(rows: Rows, seed = 1) {
  const drawing = drawKCurve(rows, seed);
  const shares: number[] = [];
  let step = drawing.next();
  for (; !step.done; step = drawing.next()) shares.push(step.value);
  return { curve: step.value, shares };
}

describe('the curve of k', () => {
  test('rises to the number of groups that are there, and not far beyond', () => {
    const { curve } = draw(makeRows(600, 20, 0.1));
    const at = (k: number) => curve.find((point) => point.k >= k)?.explained ?? 0;
    expect(at(2)).toBeLessThan(0.5);
    expect(at(20)).toBeGreaterThan(0.9);
    const k = pickK(curve) ?? 0;
    expect(k).toBeGreaterThanOrEqual(17);
    expect(k).toBeLessThanOrEqual(36);
  });

  test('falls again where more clusters only follow chance', () => {
    const { curve } = draw(makeRows(600, 5, 1.5, 60));
    const best = Math.max(...curve.map(({ explained }) => explained));
    expect(curve.at(-1)?.explained).toBeLessThan(best);
  });

  test('is the same for the same rows and seed, ascends in k, and its progress reaches the end', () => {
    const rows = makeRows(500, 12, 0.8);
    const { curve, shares } = draw(rows);
    expect(draw(rows).curve).toEqual(curve);
    expect(curve.map(({ k }) => k)).toEqual([...new Set(curve.map(({ k }) => k))].sort((a, b) => a - b));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test('is not drawn from few rows, and rows that are all alike explain nothing', () => {
    expect(draw(makeRows(399, 4, 1)).curve).toEqual([]);
    const alike = { values: new Float32Array(500 * 4).fill(0.5), rowCount: 500, columnCount: 4 };
    expect(draw(alike).curve.every(({ explained }) => explained === 0)).toBe(true);
  });
});

test('the pick is the smallest k near the best; none of nothing', () => {
  expect(pickK([])).toBeNull();
  const curve = [
    { k: 10, explained: 0.5 },
    { k: 20, explained: 0.95 },
    { k: 40, explained: 1 },
  ];
  expect(pickK(curve)).toBe(20);
  expect(pickK(curve.slice(0, 1))).toBe(10);
});
