import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitTieCurve } from '@/lib/math/umap/curve';
import { joinTies } from '@/lib/math/umap/tie-graph';
import { weighTies } from '@/lib/math/umap/tie-weights';

describe('the curve of ties', () => {
  test('is that of the published defaults', () => {
    // umap-learn, umap-js and uwot all report these two numbers for a least distance of 0.1 and a spread of 1.
    const { a, b } = fitTieCurve(0.1, 1);
    expect(a).toBeCloseTo(1.5769, 3);
    expect(b).toBeCloseTo(0.8951, 3);
  });

  test('falls faster when the spread is smaller, and rejects what has no curve', () => {
    const at = (distance: number, { a, b }: { a: number; b: number }) => 1 / (1 + a * distance ** (2 * b));
    expect(at(1, fitTieCurve(0, 0.5))).toBeLessThan(at(1, fitTieCurve(0, 1)));
    expect(() => fitTieCurve(-1, 1)).toThrow(RangeError);
    expect(() => fitTieCurve(0, 0)).toThrow(RangeError);
  });
});

describe('weights of ties', () => {
  test('by hand: two neighbours sum to log2(3)', () => {
    const [first, second] = weighTies({ k: 2, rows: Int32Array.of(1, 2), distances: Float32Array.of(0.5, 1) });
    expect(first).toBe(1);
    expect(second).toBeCloseTo(Math.log2(3) - 1, 4);
  });

  test('duplicates are tied fully, and the first that is not one as well', () => {
    const weights = weighTies({ k: 3, rows: Int32Array.of(1, 2, 3), distances: Float32Array.of(0, 0.2, 0.9) });
    expect([...weights.subarray(0, 2)]).toEqual([1, 1]);
    expect(weights[2]).toBeLessThan(0.5);
    expect([...weighTies({ k: 2, rows: Int32Array.of(1, 2), distances: Float32Array.of(0, 0) })]).toEqual([1, 1]);
  });

  test('are between 0 and 1, fall with the distance, and are nothing where there is no row', () => {
    const lists = fc.array(fc.float({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lists, fc.nat(5), (given, missingCount) => {
        const sorted = given.toSorted((a, b) => a - b);
        const k = sorted.length + missingCount;
        const rows = Int32Array.from({ length: k }, (_, i) => (i < sorted.length ? i + 1 : -1));
        const distances = Float32Array.from({ length: k }, (_, i) => sorted[i] ?? Number.NaN);
        const weights = weighTies({ k, rows, distances });
        weights.forEach((weight, i) => {
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weight).toBeLessThanOrEqual(i < sorted.length ? (weights[Math.max(0, i - 1)] as number) : 0);
        });
        expect(weights[0]).toBe(1);
      }),
    );
  });
});

describe('the graph of ties', () => {
  test('by hand: a tie of both ways is w + w′ − ww′, of one way it is itself both ways', () => {
    // 0 names 1, 1 names 0, 2 names 1: each by its nearest only, so that all three weigh 1.
    const graph = joinTies({ k: 1, rows: Int32Array.of(1, 0, 1), distances: Float32Array.of(1, 1, 2) });
    expect([...graph.starts]).toEqual([0, 1, 3, 4]);
    expect([...graph.ends]).toEqual([1, 0, 2, 1]);
    expect([...graph.weights]).toEqual([1, 1, 1, 1]);
  });

  test('is the union of the ties of both rows, whichever way they are looked at', () => {
    const graphs = fc.record({
      rowCount: fc.integer({ min: 2, max: 12 }),
      k: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(graphs, ({ rowCount, k, seed }) => {
        const near = drawNeighbours(rowCount, k, seed);
        const weights = weighTies(near);
        const tieOf = (from: number, to: number) => {
          const at = near.rows.subarray(from * k, (from + 1) * k).indexOf(to);
          return at < 0 ? 0 : (weights[from * k + at] as number);
        };
        const { starts, ends, weights: both } = joinTies(near);
        for (let row = 0; row < rowCount; row++) {
          const own = [...ends.subarray(starts[row], starts[row + 1])];
          const expected = [...Array(rowCount).keys()].filter((other) => tieOf(row, other) + tieOf(other, row) > 0);
          // A tie too weak for single precision may stand with a weight of 0.
          expect(own.filter((_, i) => (both[(starts[row] as number) + i] as number) > 0)).toEqual(expected);
          own.forEach((other, i) => {
            const [w, v] = [tieOf(row, other), tieOf(other, row)];
            expect(both[(starts[row] as number) + i]).toBeCloseTo(w + v - w * v, 6);
          });
        }
      }),
    );
  });

  test('holds rows that very many others name', () => {
    const rowCount = 600;
    const rows = Int32Array.from({ length: rowCount }, (_, row) => (row === 0 ? 1 : 0));
    const { starts, ends } = joinTies({ k: 1, rows, distances: new Float32Array(rowCount).fill(1) });
    expect([...ends.subarray(starts[0], starts[1])]).toEqual(Array.from({ length: rowCount - 1 }, (_, i) => i + 1));
  });
});

/** For each row up to k different others at random distances, nearest first. */
function drawNeighbours(rowCount: number, k: number, seed: number) {
  const rows = new Int32Array(rowCount * k).fill(-1);
  const distances = new Float32Array(rowCount * k).fill(Number.NaN);
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  for (let row = 0; row < rowCount; row++) {
    const others = [...Array(rowCount).keys()].filter((other) => other !== row);
    const picked = others.map((other) => ({ other, order: draw(), distance: draw() }));
    picked.sort((a, b) => a.order - b.order);
    const near = picked.slice(0, k).sort((a, b) => a.distance - b.distance);
    near.forEach(({ other, distance }, i) => {
      rows[row * k + i] = other;
      distances[row * k + i] = distance;
    });
  }
  return { k, rows, distances };
}
