import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileKernels } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { findNearestByForce } from '@/lib/math/neighbours/brute-force';
import { findNearDuplicates } from '@/lib/math/neighbours/near-duplicates';
import { findNearest } from '@/lib/math/neighbours/nearest';
import { buildGraph, type GraphRequest } from '@/lib/math/neighbours/neighbour-graph';
import { createRandom } from '@/lib/math/random';
import type { Rows } from '@/lib/math/vectors';

const machine = new KernelMachine(compileKernels('plain'));

function rowsOf(rowCount: number, columnCount: number, value: (row: number, column: number) => number): Rows {
  const values = Float32Array.from({ length: rowCount * columnCount }, (_, at) =>
    value(Math.floor(at / columnCount), at % columnCount),
  );
  return { values, rowCount, columnCount };
}

function finish<T>(work: Generator<unknown, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Rows about 30 centres, as embeddings lie. */
function clumps(rowCount: number, columnCount: number, seed: number): Rows {
  const random = createRandom(seed);
  const centres = Array.from({ length: 30 * columnCount }, () => random() - 0.5);
  return rowsOf(
    rowCount,
    columnCount,
    (row, column) => (centres[(row % 30) * columnCount + column] as number) + 0.4 * (random() - 0.5),
  );
}

const problems = fc.record({
  rowCount: fc.integer({ min: 1, max: 90 }),
  columnCount: fc.integer({ min: 1, max: 45 }),
  k: fc.integer({ min: 1, max: 14 }),
  metric: fc.constantFrom('cosine' as const, 'euclidean' as const),
  seed: fc.integer(),
  /** Values far from zero, of few different ones (ties), or very long. */
  kind: fc.constantFrom('plain', 'far', 'coarse', 'long'),
});

describe('the nearest rows', () => {
  it('are those of brute force, ties and rows of zeros included', () => {
    fc.assert(
      fc.property(problems, fc.boolean(), ({ rowCount, columnCount, k, metric, seed, kind }, hasQueries) => {
        const random = createRandom(seed);
        const draw = () => {
          const value = random() - 0.5;
          if (kind === 'coarse') return Math.round(value * 2);
          return kind === 'far' ? value + 100 : kind === 'long' ? value * 1e15 : value;
        };
        const rows = rowsOf(rowCount, columnCount, (row) => (row % 11 === 7 ? 0 : draw()));
        const queries = hasQueries ? rowsOf(7, columnCount, () => draw()) : undefined;
        const request = { rows, k, metric, ...(queries === undefined ? {} : { queries }) };
        expect(findNearest(machine, request)).toEqual(findNearestByForce(request));
      }),
      { numRuns: 150 },
    );
  });

  it('come out of hundreds of duplicates in the order of their rows', () => {
    const rows = rowsOf(700, 9, (row, column) => (row < 500 ? column : row + column * column));
    const request = { rows, k: 5, metric: 'cosine' as const };
    const found = findNearest(machine, request);
    expect([...found.rows.subarray(0, 5)]).toEqual([1, 2, 3, 4, 5]);
    expect(found).toEqual(findNearestByForce(request));
  });

  it('are refused for a k of 0, other columns, and what is not finite', () => {
    const rows = rowsOf(3, 2, (row) => row);
    expect(() => findNearest(machine, { rows, k: 0, metric: 'cosine' })).toThrow('at least 1, not 0');
    const queries = rowsOf(1, 3, () => 1);
    expect(() => findNearest(machine, { rows, queries, k: 1, metric: 'cosine' })).toThrow('3 columns, the rows 2');
    const bad = rowsOf(3, 2, (row) => (row === 2 ? Number.NaN : 1));
    expect(() => findNearest(machine, { rows: bad, k: 1, metric: 'euclidean' })).toThrow('Row 2, column 0');
  });
});

describe('the graph of neighbours', () => {
  const graph = (request: Partial<GraphRequest> & { rows: Rows }) =>
    finish(buildGraph(machine, { k: 10, metric: 'cosine', seed: 3, ...request }));

  it('is exact for small sizes', () => {
    const rows = clumps(300, 21, 1);
    const { lists, method, recall } = graph({ rows });
    expect({ method, recall }).toEqual({ method: 'exact', recall: 1 });
    expect(lists).toEqual(findNearestByForce({ rows, k: 10, metric: 'cosine' }));
  });

  it.each(['cosine', 'euclidean'] as const)(
    'by descent finds nearly all of them by %s, and says how many',
    (metric) => {
      const rows = clumps(3_000, 24, 2);
      const { lists, recall, rounds } = graph({ rows, metric, method: 'descent' });
      const truth = findNearest(machine, { rows, k: 10, metric });
      let found = 0;
      for (let row = 0; row < rows.rowCount; row++) {
        const own = new Set(lists.rows.subarray(row * 10, row * 10 + 10));
        for (const other of truth.rows.subarray(row * 10, row * 10 + 10)) found += own.has(other) ? 1 : 0;
      }
      expect(found / truth.rows.length).toBeGreaterThan(0.95);
      expect(Math.abs(recall - found / truth.rows.length)).toBeLessThan(0.03);
      expect(rounds).toBeGreaterThan(0);
    },
  );

  it('is the same for the same seed, and defined for fewer rows than neighbours', () => {
    const rows = clumps(400, 10, 5);
    expect(graph({ rows, method: 'descent' })).toEqual(graph({ rows, method: 'descent' }));
    const few = graph({ rows: clumps(3, 4, 6), method: 'descent', k: 5 });
    expect(few.lists.rows.filter((row) => row >= 0)).toHaveLength(6);
    expect(graph({ rows: clumps(1, 4, 6) }).lists.rows).toEqual(new Int32Array(10).fill(-1));
    expect(graph({ rows: rowsOf(200, 4, () => 1), method: 'descent' }).recall).toBe(1);
  });
});

describe('near-duplicates', () => {
  const find = (rows: Rows, threshold: number, method?: 'exact' | 'descent') =>
    finish(findNearDuplicates(machine, { rows, threshold, seed: 1, ...(method === undefined ? {} : { method }) }));

  it('are rows that pairs above the threshold tie together, directly or by others', () => {
    // Angles in degrees; cos 10° = .985, cos 20° = .940. 0, 10 and 20 hang together by 10; 60 and 65 do; 170 is alone.
    const angles = [0, 60, 10, 170, 20, 65];
    const rows = rowsOf(6, 2, (row, column) => {
      const radians = ((angles[row] as number) * Math.PI) / 180;
      return 3 * (column === 0 ? Math.cos(radians) : Math.sin(radians));
    });
    expect(find(rows, 0.98)).toEqual({
      groups: [
        [0, 2, 4],
        [1, 5],
      ],
      method: 'exact',
      recall: 1,
    });
    expect(find(rows, 0.99).groups).toEqual([[1, 5]]);
    expect(find(rows, 0.98, 'descent').groups).toEqual([
      [0, 2, 4],
      [1, 5],
    ]);
  });

  it('take in hundreds of the same row, and no row of zeros', () => {
    const rows = rowsOf(500, 5, (row, column) =>
      row < 400 ? column + 1 : row < 450 ? 0 : row * (column === 0 ? 1 : -1),
    );
    const { groups } = find(rows, 1);
    expect(groups.map((group) => group.length)).toEqual([400, 50]);
    expect(groups[1]?.[0]).toBe(450);
  });

  it('refuse a threshold that is none', () => {
    for (const threshold of [0, -1, 1.1, Number.NaN]) {
      expect(() => find(clumps(4, 3, 1), threshold)).toThrow('above 0 and at most 1');
    }
  });
});
