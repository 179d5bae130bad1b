import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FindClustersProgress,
  type FindClustersRequest,
  type FoundClusters,
  findClusters,
} from '@/lib/clusters/find-clusters';
import { createRandom } from '@/lib/math/random';

/** Embedding-like rows: `groupCount` directions with noise of the given size, in turn. */
function makeRequest(
  change: Partial<FindClustersRequest> & { noise?: number; groupCount?: number } = {},
): FindClustersRequest {
  const { rowCount = 240, dimension = 96, k = 4, seed = 1, noise = 1, groupCount = 4 } = change;
  const random = createRandom(99);
  const centres = Float32Array.from({ length: groupCount * dimension }, () => random() - 0.5);
  const vectors = Float32Array.from({ length: rowCount * dimension }, (_, at) => {
    const group = Math.floor(at / dimension) % groupCount;
    return (centres[group * dimension + (at % dimension)] ?? 0) + noise * (random() - 0.5);
  });
  return { vectors, rowCount, dimension, k, classCount: 0, seed };
}

function run(request: FindClustersRequest): { found: FoundClusters; progress: FindClustersProgress[] } {
  const progress: FindClustersProgress[] = [];
  const search = findClusters({ ...request, vectors: request.vectors.slice() });
  let step = search.next();
  for (; !step.done; step = search.next()) progress.push(step.value);
  return { found: step.value, progress };
}

describe('findClusters', () => {
  test('finds the directions that are there', () => {
    const { clusters } = run(makeRequest()).found;
    expect(clusters.map(({ rows }) => rows.length)).toEqual([60, 60, 60, 60]);
    for (const { rows } of clusters) expect(new Set([...rows].map((row) => row % 4)).size).toBe(1);
  });

  test('the length of an embedding does not matter', () => {
    const request = makeRequest();
    const longer = { ...request, vectors: request.vectors.map((value, at) => value * (1 + (Math.floor(at / 96) % 5))) };
    const rowsOf = ({ clusters }: FoundClusters) => clusters.map(({ rows }) => [...rows].sort((a, b) => a - b));
    expect(rowsOf(run(longer).found)).toEqual(rowsOf(run(request).found));
  });

  test('describes each cluster from core to fringe', () => {
    const { clusters } = run(makeRequest({ k: 9, noise: 2 })).found;
    expect(clusters.map(({ rows }) => rows.length)).toEqual(
      clusters.map(({ rows }) => rows.length).sort((a, b) => b - a),
    );
    for (const { rows, distances, cohesion, boundaryRank, centre } of clusters) {
      expect([...distances]).toEqual([...distances].sort((a, b) => a - b));
      expect(cohesion).toBeCloseTo(1 - distances.reduce((sum, value) => sum + value, 0) / rows.length, 5);
      expect(boundaryRank).toBeGreaterThanOrEqual(0.8 * rows.length);
      expect(centre.every(Number.isFinite)).toBe(true);
    }
    const all = clusters.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 240 }, (_, row) => row));
  });

  test('the same request gives the same bits', () => {
    expect(run(makeRequest({ k: 7, noise: 3 })).found).toEqual(run(makeRequest({ k: 7, noise: 3 })).found);
  });

  test('progress only grows, from the axes to the rounds', () => {
    const shares = run(makeRequest({ noise: 3 })).progress.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(new Set(run(makeRequest()).progress.map(({ stage }) => stage))).toEqual(
      new Set(['axes', 'start', 'rounds', 'order']),
    );
  });

  test('holds together for any few rows, alike ones and zeros among them', () => {
    const row = fc.array(fc.constantFrom(-1, 0, 0, 1), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 14 }), fc.integer({ min: 1, max: 6 }), (table, k) => {
        const { clusters } = run({
          vectors: Float32Array.from(table.flat()),
          rowCount: table.length,
          dimension: 3,
          k,
          classCount: 0,
          seed: 1,
        }).found;
        expect(clusters.flatMap(({ rows }) => [...rows]).length).toBe(table.length);
        for (const { cohesion, distances, boundaryRank, rows } of clusters) {
          expect(Number.isFinite(cohesion)).toBe(true);
          expect(distances.every((distance) => distance >= -1e-6 && distance <= 2)).toBe(true);
          expect(boundaryRank).toBe(rows.length < 10 ? rows.length : boundaryRank);
        }
      }),
    );
  });

  test('a number that is not finite is refused with its row', () => {
    const request = makeRequest({ rowCount: 10 });
    request.vectors[3 * 96 + 5] = Number.POSITIVE_INFINITY;
    expect(() => run(request)).toThrow(/^Row 3, column 5 holds Infinity/);
  });
});
