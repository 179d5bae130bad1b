import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proposeBoundary } from '@/lib/clusters/boundary';

describe('the proposed boundary', () => {
  test('leaves out what passes the upper fence, worked by hand', () => {
    // Quartiles 2.5 and 7.5 of 0..10: the fence is at 7.5 + 0.5 × 5 = 10.
    const distances = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(proposeBoundary(distances)).toBe(11);
    expect(proposeBoundary([...distances.slice(0, 10), 10.1])).toBe(10);
  });

  test('takes all of a small cluster, however far its last member', () => {
    expect(proposeBoundary([])).toBe(0);
    expect(proposeBoundary([1, 1, 1, 1, 1, 1, 1, 1, 99])).toBe(9);
    expect(proposeBoundary([1, 1, 1, 1, 1, 1, 1, 1, 1, 99])).toBe(9);
  });

  test('takes all when all are alike', () => {
    expect(proposeBoundary(new Array<number>(50).fill(0.3))).toBe(50);
  });

  test('leaves a fifth outside at most, and does not depend on the scale', () => {
    const ascending = fc
      .array(fc.integer({ min: 0, max: 30 }), { maxLength: 80 })
      .map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, (distances) => {
        const rank = proposeBoundary(distances);
        expect(rank).toBeGreaterThanOrEqual(Math.ceil(0.8 * distances.length));
        expect(rank).toBeLessThanOrEqual(distances.length);
        const stretched = distances.map((distance) => 3 * distance + 5);
        expect(proposeBoundary(stretched)).toBe(rank);
      }),
    );
  });
});
