import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markInside, rectangleBetween } from '@/lib/maps/map-region';
import type { Place } from '@/lib/maps/map-view';
import { createRandom } from '@/lib/math/random';

/** Even-odd by the book: every edge is looked at for every point. */
function markPlainly(places: Float32Array, polygon: readonly Place[]): number[] {
  return Array.from({ length: places.length / 2 }, (_, i) => {
    const [x, y] = [places[2 * i] as number, places[2 * i + 1] as number];
    const crossed = polygon.filter((from, at) => {
      const to = polygon[(at + 1) % polygon.length] as Place;
      if (from.y > y === to.y > y) return false;
      return x < from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y);
    });
    return crossed.length % 2;
  });
}

function scatter(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: 2 * count }, () => random() * 2 - 1);
}

describe('what a region encloses', () => {
  test('a square, with the left and lower edge and without the others', () => {
    const places = Float32Array.of(0, 0, 0.5, 0.5, 1, 0.5, 0.5, 1, 1, 1, 0.25, 0, -0.1, 0.5, 0.5, 1.1);
    const square = rectangleBetween({ x: 1, y: 1 }, { x: 0, y: 0 });
    expect([...markInside(places, square)]).toEqual([1, 1, 0, 0, 0, 1, 0, 0]);
    expect([...markInside(places, square.toReversed())]).toEqual([1, 1, 0, 0, 0, 1, 0, 0]);
  });

  test('a loop that crosses itself has a hole where it covers itself twice', () => {
    const star = Array.from({ length: 5 }, (_, i) => {
      const angle = Math.PI / 2 + (i * 4 * Math.PI) / 5;
      return { x: Math.cos(angle), y: Math.sin(angle) };
    });
    // The middle of a five-pointed star is covered twice, its points once.
    expect([...markInside(Float32Array.of(0, 0, 0, 0.8, 0.7, 0.2, 0, -0.9), star)]).toEqual([0, 1, 1, 0]);
  });

  test('two squares side by side share no point', () => {
    const places = Float32Array.from({ length: 2_000 }, (_, i) => ((i * 7) % 21) / 10 - 1);
    const left = markInside(places, rectangleBetween({ x: -1, y: -1 }, { x: 0, y: 1.5 }));
    const right = markInside(places, rectangleBetween({ x: 0, y: -1 }, { x: 1.5, y: 1.5 }));
    expect([...left].map((mark, i) => mark + (right[i] as number))).toEqual(Array(1_000).fill(1));
  });

  test('any polygon, as looking at every edge says', () => {
    const corner = fc.record({
      x: fc.double({ min: -1.2, max: 1.2, noNaN: true }),
      y: fc.double({ min: -1.2, max: 1.2, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(corner, { minLength: 3, maxLength: 60 }),
        fc.integer({ min: 1, max: 1e6 }),
        (polygon, seed) => {
          const places = scatter(400, seed);
          expect([...markInside(places, polygon)]).toEqual(markPlainly(places, polygon));
        },
      ),
    );
  });

  test('nothing is inside a point or a level line', () => {
    const places = scatter(50, 1);
    expect(markInside(places, []).includes(1)).toBe(false);
    expect(markInside(places, [{ x: 0, y: 0 }]).includes(1)).toBe(false);
    expect(
      markInside(places, [
        { x: -1, y: 0 },
        { x: 1, y: 0 },
      ]).includes(1),
    ).toBe(false);
  });
});

test('ends for a polygon as flat as numbers can tell', () => {
  const flat = [
    { x: 0, y: 0 },
    { x: 1, y: Number.MIN_VALUE },
    { x: 1, y: 0 },
  ];
  expect([...markInside(Float32Array.of(0.5, 0, 2, 0, 0.5, 1), flat)]).toEqual([1, 0, 0]);
});
