import fc from 'fast-check';
import { kmeans } from 'ml-kmeans';
import { describe, expect, test } from 'vitest';
import type { Clustering, ClusterProgress } from '@/lib/math/clustering';
import { clusterByMlKMeans, maxRoundCount, type PlainRequest } from '@/lib/math/ml-k-means';
import { createRandom } from '@/lib/math/random';

function run(request: PlainRequest): { result: Clustering; progress: ClusterProgress[] } {
  const progress: ClusterProgress[] = [];
  const clustering = clusterByMlKMeans(request);
  let step = clustering.next();
  for (; !step.done; step = clustering.next()) progress.push(step.value);
  return { result: step.value, progress };
}

function request(table: number[][], k: number, seed = 1): PlainRequest {
  return {
    vectors: Float32Array.from(table.flat()),
    rowCount: table.length,
    dimension: table[0]?.length ?? 0,
    k,
    seed,
  };
}

/** `count` points around `groupCount` centres on a circle. */
function makeGroups(count: number, groupCount: number, spread: number): number[][] {
  const random = createRandom(11);
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * (i % groupCount)) / groupCount;
    return [Math.cos(angle) + spread * (random() - 0.5), Math.sin(angle) + spread * (random() - 0.5)];
  });
}

const points = fc.integer({ min: 1, max: 4 }).chain((dimension) =>
  fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: dimension, maxLength: dimension }), {
    minLength: 1,
    maxLength: 40,
  }),
);

describe('clusterByMlKMeans', () => {
  test('finds groups that lie apart, whatever the seed', () => {
    const table = makeGroups(120, 6, 0.2);
    for (let seed = 0; seed < 10; seed++) {
      const { assignments, groupCount } = run(request(table, 6, seed)).result;
      expect(groupCount).toBe(6);
      for (let i = 6; i < 120; i++) expect(assignments[i]).toBe(assignments[i % 6]);
      expect(new Set(assignments.slice(0, 6)).size).toBe(6);
    }
  });

  test('has centres and inertia that are worked by hand', () => {
    const { centres, inertia, assignments } = run(
      request(
        [
          [0, 0],
          [0, 2],
          [10, 0],
          [10, 4],
        ],
        2,
      ),
    ).result;
    const left = assignments[0] ?? -1;
    expect([...centres.slice(left * 2, left * 2 + 2)]).toEqual([0, 1]);
    expect([...centres.slice((1 - left) * 2, (1 - left) * 2 + 2)]).toEqual([10, 2]);
    expect(inertia).toBe(1 + 1 + 4 + 4);
  });

  test('is about as good as ml-kmeans alone with its own start', () => {
    const random = createRandom(3);
    const table = Array.from({ length: 400 }, () => Array.from({ length: 5 }, () => random()));
    const reference = kmeans(table, 12, { seed: 1 });
    const information = reference.computeInformation(table);
    const expected = information.reduce((sum, { error, size }) => sum + Math.max(0, error) * size, 0);
    expect(run(request(table, 12)).result.inertia).toBeLessThan(1.05 * expected);
  });

  test('every row is with its nearest centre, every group has members', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 99 }), (table, k, seed) => {
        const { assignments, centres, groupCount, iterations, inertia } = run(request(table, k, seed)).result;
        const different = new Set(table.map(String)).size;
        expect(groupCount).toBeLessThanOrEqual(Math.min(k, different));
        expect(new Set(assignments)).toEqual(new Set(Array.from({ length: groupCount }, (_, i) => i)));
        expect(iterations).toBeLessThanOrEqual(maxRoundCount);
        const dimension = table[0]?.length ?? 0;
        const distance = (row: number[], group: number) =>
          row.reduce((sum, value, c) => sum + (value - (centres[group * dimension + c] ?? 0)) ** 2, 0);
        table.forEach((row, i) => {
          const own = distance(row, assignments[i] ?? -1);
          for (let group = 0; group < groupCount; group++) expect(own).toBeLessThanOrEqual(distance(row, group) + 1e-2);
        });
        expect(inertia).toBeCloseTo(
          table.reduce((sum, row, i) => sum + distance(row, assignments[i] ?? -1), 0),
          3,
        );
      }),
    );
  });

  test('gives as many groups as there are different rows when k asks for more', () => {
    const table = [
      [1, 1],
      [2, 2],
      [1, 1],
      [3, 3],
      [2, 2],
      [1, 1],
    ];
    const { groupCount, inertia, assignments } = run(request(table, 5)).result;
    expect(groupCount).toBe(3);
    expect(inertia).toBe(0);
    expect(assignments[0]).toBe(assignments[2]);
  });

  test('k = 1, one row, and rows all alike', () => {
    expect(
      run(
        request(
          [
            [1, 2],
            [3, 4],
          ],
          1,
        ),
      ).result,
    ).toMatchObject({ groupCount: 1, centres: Float32Array.of(2, 3), inertia: 4 });
    expect(run(request([[5, 5]], 7)).result).toMatchObject({ groupCount: 1, inertia: 0 });
    expect(run(request([[1], [1], [1]], 2)).result.groupCount).toBe(1);
  });

  test('the same request gives the same bits', () => {
    const table = makeGroups(300, 7, 1.5);
    expect(run(request(table, 9, 4)).result).toEqual(run(request(table, 9, 4)).result);
    expect(run(request(table, 9, 4)).result.assignments).not.toEqual(run(request(table, 9, 5)).result.assignments);
  });

  test('reports each starting centre and each round, and can be left at any of them', () => {
    const { progress, result } = run(request(makeGroups(60, 4, 1), 4));
    expect(progress.filter(({ stage }) => stage === 'start').map(({ done }) => done)).toEqual([2, 3, 4]);
    const rounds = progress.filter(({ stage }) => stage === 'rounds').map(({ done }) => done);
    expect(rounds).toEqual(Array.from({ length: result.iterations }, (_, i) => i + 1));
    const left = clusterByMlKMeans(request(makeGroups(60, 4, 1), 4));
    left.next();
    expect(left.return({} as Clustering).done).toBe(true);
  });

  test('refuses what cannot be clustered, with the reason', () => {
    expect(() => run(request([], 2))).toThrow('There is nothing to cluster: 0 rows.');
    expect(() => run(request([[1]], 0))).toThrow('k must be a whole number of at least 1, not 0.');
    expect(() => run(request([[1]], 1.5))).toThrow(RangeError);
    expect(() =>
      run(
        request(
          [
            [1, 2],
            [Number.NaN, 4],
          ],
          1,
        ),
      ),
    ).toThrow('Row 1, column 0 holds NaN');
  });
});
