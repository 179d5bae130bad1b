import fc from 'fast-check';
import { kmeans } from 'ml-kmeans';
import { describe, expect, test } from 'vitest';
import type { Clustering, ClusterProgress, ClusterRequest } from '@/lib/math/clustering';
import { clusterVectors } from '@/lib/math/k-means';
import { createRandom } from '@/lib/math/random';

function run(request: ClusterRequest): { result: Clustering; progress: ClusterProgress[] } {
  const progress: ClusterProgress[] = [];
  const clustering = clusterVectors(request);
  let step = clustering.next();
  for (; !step.done; step = clustering.next()) progress.push(step.value);
  return { result: step.value, progress };
}

function request(table: number[][], k: number, seed = 1): ClusterRequest {
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

describe('clusterVectors', () => {
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
        expect(iterations).toBeGreaterThan(0);
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

  test('rows at opposite ends find the one centre that there is', () => {
    for (const k of [1, 2, 3]) {
      const table = [[-1], [1], [-1], [1], [1]];
      const { assignments, groupCount } = run(request(table, k)).result;
      expect(groupCount).toBe(Math.min(k, 2));
      expect(Math.max(...assignments)).toBe(groupCount - 1);
    }
  });

  test('the same request gives the same bits', () => {
    const table = makeGroups(300, 7, 1.5);
    expect(run(request(table, 9, 4)).result).toEqual(run(request(table, 9, 4)).result);
    expect(run(request(table, 9, 4)).result.assignments).not.toEqual(run(request(table, 9, 5)).result.assignments);
  });

  test('reports the start and the rounds, never backwards, and can be left at any of them', () => {
    const { progress } = run(request(makeGroups(9_000, 4, 1), 40));
    expect(progress.every(({ done, total }) => done > 0 && done <= total)).toBe(true);
    const rounds = progress.filter(({ stage }) => stage === 'rounds').map(({ done, total }) => done / total);
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    expect(rounds.length).toBeGreaterThan(2);
    const left = clusterVectors(request(makeGroups(60, 4, 1), 4));
    left.next();
    expect(left.return({} as Clustering).done).toBe(true);
  });

  test('rows that differ by less than its precision are told apart by the slower engine', () => {
    const table = [[0], [1e-6], [2], [2 + 1e-6], [1e6]];
    const { groupCount, assignments } = run(request(table, 3)).result;
    expect(groupCount).toBe(3);
    expect(assignments[0]).toBe(assignments[1]);
    expect(assignments[0]).not.toBe(assignments[2]);
  });

  test('cosine counts directions alone: lengths do not matter, centres are unit vectors', () => {
    const random = createRandom(2);
    const table = Array.from({ length: 200 }, (_, i) => {
      const angle = (i % 4) * 1.2 + 0.1 * random();
      const length = 10 ** (6 * random() - 3);
      return [length * Math.cos(angle), length * Math.sin(angle)];
    });
    const { assignments, centres, groupCount, inertia } = run({ ...request(table, 4), metric: 'cosine' }).result;
    expect(groupCount).toBe(4);
    for (let i = 4; i < 200; i++) expect(assignments[i]).toBe(assignments[i % 4]);
    for (let group = 0; group < 4; group++) {
      expect(Math.hypot(centres[2 * group] ?? 0, centres[2 * group + 1] ?? 0)).toBeCloseTo(1, 4);
    }
    expect(inertia).toBeLessThan(200 * 0.1 ** 2);
    expect(
      run({
        ...request(
          [
            [0, 0],
            [0, 0],
            [3, 4],
          ],
          2,
        ),
        metric: 'cosine',
      }).result.groupCount,
    ).toBe(2);
  });

  test('a weight counts as that many rows', () => {
    const table = [[0], [1], [10], [11]];
    const weighted = run({ ...request(table, 2), weights: Float32Array.of(3, 1, 1, 1) }).result;
    const left = weighted.assignments[0] ?? -1;
    expect(weighted.assignments).toEqual(Int32Array.of(left, left, 1 - left, 1 - left));
    expect(weighted.centres[left]).toBeCloseTo(0.25, 3);
    expect(weighted.inertia).toBeCloseTo(3 * 0.25 ** 2 + 0.75 ** 2 + 0.5, 2);
    expect(() => run({ ...request(table, 2), weights: Float32Array.of(1, -1, 1, 1) })).toThrow('Row 1 weighs -1');
    expect(() => run({ ...request(table, 2), weights: Float32Array.of(1) })).toThrow('4 rows need 4 weights, not 1.');
    expect(() => run({ ...request(table, 2), weights: new Float32Array(4) })).toThrow('All rows weigh 0');
  });

  test('reads rows in blocks from a source, with the same result', () => {
    const table = makeGroups(12_000, 9, 0.4);
    const whole = request(table, 30);
    const values = whole.vectors as Float32Array;
    const source = {
      rowCount: whole.rowCount,
      dimension: 2,
      read: (start: number, count: number, into: Float32Array) =>
        into.set(values.subarray(2 * start, 2 * (start + count))),
    };
    expect(run({ ...whole, vectors: source }).result).toEqual(run(whole).result);
  });

  test('is as good as many starts of ml-kmeans, through samples and bounds', () => {
    const random = createRandom(8);
    const middles = Array.from({ length: 60 }, () => Array.from({ length: 12 }, () => random()));
    const table = Array.from({ length: 20_000 }, (_, i) =>
      (middles[i % 60] as number[]).map((value) => value + 0.35 * (random() - 0.5)),
    );
    const { inertia, assignments } = run(request(table, 60)).result;
    expect(inertia).toBeLessThan(1.02 * 20_000 * 12 * (0.35 ** 2 / 12));
    expect(new Set(assignments).size).toBe(60);
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
