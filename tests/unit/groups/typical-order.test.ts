import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByCentre, type VectorPage } from '@/lib/groups/typical-order';

const pageOf = (rows: Record<number, number[]>): VectorPage => ({
  places: Int32Array.from(Object.keys(rows), Number),
  vectors: Float32Array.from(Object.values(rows).flat()),
});

describe('samples from the most to the least typical', () => {
  it('stand by their cosine to the centre, whatever their lengths; those without an embedding come last', async () => {
    // Unit vectors along x, along (1, 1) and along y: the centre lies along (1, 1).
    const pages = [pageOf({ 1: [5, 0], 3: [0.1, 0.1] }), pageOf({ 4: [0, 2] })];
    const order = await orderByCentre({ count: 5, dimension: 2, limit: 10 }, () => pages);
    expect([...order.places]).toEqual([3, 1, 4, 0, 2]);
    const slant = 1 - Math.SQRT1_2;
    [0, slant, slant, 1, 1].forEach((distance, i) => {
      expect(order.distances[i]).toBeCloseTo(distance, 6);
    });
    expect(order.cohesion).toBeCloseTo((1 + 2 * Math.SQRT1_2) / 3, 6);
  });

  it('keep the order of the list where nothing has an embedding', async () => {
    const order = await orderByCentre({ count: 3, dimension: 2, limit: 2 }, () => []);
    expect([...order.places]).toEqual([0, 1]);
    expect([...order.distances]).toEqual([0, 0]);
    expect(order.cohesion).toBeNull();
  });

  it('are all there once, with distances that ascend', async () => {
    const vectors = fc.array(
      fc.tuple(fc.float({ noNaN: true, min: -9, max: 9 }), fc.float({ noNaN: true, min: -9, max: 9 })),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(vectors, fc.nat({ max: 5 }), async (rows, missing) => {
        const page = pageOf(Object.fromEntries(rows.map((row, i) => [i + missing, row])));
        const count = rows.length + missing;
        const order = await orderByCentre({ count, dimension: 2, limit: count }, () => [page]);
        expect(new Set(order.places).size).toBe(count);
        for (let i = 1; i < count; i += 1)
          expect(order.distances[i]).toBeGreaterThanOrEqual(order.distances[i - 1] ?? 0);
        expect(Math.max(...order.distances)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
