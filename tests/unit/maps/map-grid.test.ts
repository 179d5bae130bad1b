import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGrid, findNearest } from '@/lib/maps/map-grid';

const place = fc.float({ min: -1, max: 1, noNaN: true });

test('every point is in one cell', () => {
  const places = Float32Array.from({ length: 2_000 }, (_, i) => Math.sin(i * 12.9898));
  const { side, starts, points } = buildGrid(places);
  expect(side).toBe(16);
  expect(starts.at(-1)).toBe(1_000);
  expect([...points].sort((one, other) => one - other)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
});

test('the nearest point within reach is the one that looking at all finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 200 }),
      place,
      place,
      fc.double({ min: 0.01, max: 0.7, noNaN: true }),
      (all, x, y, radius) => {
        const places = Float32Array.from(all.flat());
        const isMet = (point: number) => point % 3 !== 0;
        const away = (i: number) => Math.hypot((places[2 * i] as number) - x, (places[2 * i + 1] as number) - y);
        const within = all.map((_, i) => i).filter((i) => isMet(i) && away(i) ** 2 <= radius * radius);
        const least = within.reduce((found, i) => Math.min(found, away(i)), Infinity);
        const found = findNearest(buildGrid(places), places, { x, y, radius, isMet });
        if (within.length === 0) expect(found).toBeNull();
        else expect(away(found ?? -1)).toBeCloseTo(least, 9);
      },
    ),
  );
});

test('a map of one point, or of none, is searched as well', () => {
  expect(
    findNearest(buildGrid(new Float32Array()), new Float32Array(), { x: 0, y: 0, radius: 1, isMet: () => true }),
  ).toBe(null);
  const one = Float32Array.of(1, -1);
  expect(findNearest(buildGrid(one), one, { x: 0.99, y: -0.99, radius: 0.1, isMet: () => true })).toBe(0);
});
