import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, pickIndices } from '@/lib/math/random';

test('a seed gives the same numbers, another seed gives others', () => {
  const series = (seed: number) => Array.from({ length: 20 }, createRandom(seed));
  expect(series(1)).toEqual(series(1));
  expect(series(1)).not.toEqual(series(2));
  expect(new Set(series(0)).size).toBe(20);
});

test('the series of seed 1 is fixed: stored runs depend on it', () => {
  const random = createRandom(1);
  expect([random(), random(), random()].map((value) => value * 4294967296)).toMatchInlineSnapshot(`
    [
      2420951833,
      2513034076,
      3847892949,
    ]
  `);
});

test('numbers spread evenly over [0, 1)', () => {
  const random = createRandom(42);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const bin = Math.floor(10 * random());
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  expect(bins.length).toBe(10);
  // Standard deviation of a bin is 95; 5 of them.
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(475);
});

test('picked indices are different, in range and ascending', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 250 }),
      fc.integer(),
      (limit, count, seed) => {
        const picked = [...pickIndices(createRandom(seed), limit, count)];
        expect(picked.length).toBe(Math.min(limit, count));
        expect(picked).toEqual([...new Set(picked)].sort((a, b) => a - b));
        for (const index of picked) expect(index >= 0 && index < limit).toBe(true);
      },
    ),
  );
});

test('every index is picked about equally often', () => {
  const counts = new Array<number>(20).fill(0);
  const random = createRandom(5);
  for (let i = 0; i < 4_000; i++) {
    for (const index of pickIndices(random, 20, 5)) counts[index] = (counts[index] ?? 0) + 1;
  }
  // 1,000 expected, standard deviation 27.
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(140);
});
