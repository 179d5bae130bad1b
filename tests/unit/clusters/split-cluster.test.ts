import { expect, test } from 'vitest';
import { splitCluster } from '@/lib/clusters/split-cluster';
import { createRandom } from '@/lib/math/random';

/** Rows that have most in common and differ in three ways. */
function makeVectors(rowCount: number, dimension: number): Float32Array {
  const random = createRandom(2);
  return Float32Array.from({ length: rowCount * dimension }, (_, at) => {
    const column = at % dimension;
    const way = Math.floor(at / dimension) % 3;
    return (column === 10 ? 5 : 0) + (column === way ? 0.6 : 0) + 0.02 * (random() - 0.5);
  });
}

test('splits alike members along what they differ in', () => {
  const request = { vectors: makeVectors(90, 24), rowCount: 90, dimension: 24, k: 3, seed: 1 };
  const parts = splitCluster({ ...request, vectors: request.vectors.slice() });
  expect(parts.map(({ rows }) => rows.length)).toEqual([30, 30, 30]);
  for (const { rows } of parts) expect(new Set([...rows].map((row) => row % 3)).size).toBe(1);
  expect(splitCluster({ ...request, vectors: request.vectors.slice() })).toEqual(parts);
});

test('alike members stay together, and one is one', () => {
  const alike = { vectors: new Float32Array(20 * 4).fill(1), rowCount: 20, dimension: 4, k: 5, seed: 1 };
  expect(splitCluster(alike).map(({ rows }) => rows.length)).toEqual([20]);
  expect(splitCluster({ ...alike, vectors: new Float32Array(4).fill(2), rowCount: 1 }).length).toBe(1);
});
