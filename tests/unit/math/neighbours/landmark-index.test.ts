import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileKernels } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { findNearestByForce } from '@/lib/math/neighbours/brute-force';
import { LandmarkIndex } from '@/lib/math/neighbours/landmark-index';
import { TopScores } from '@/lib/math/neighbours/top-scores';
import { makeVectors } from '@/tests/support/generated-vectors';

const machine = new KernelMachine(compileKernels('plain'));

function makeRows(rowCount: number, columnCount: number) {
  const values = makeVectors({ rowCount, dimension: columnCount, groupCount: 30, seed: 4 });
  return { values, rowCount, columnCount };
}

describe('the best scores', () => {
  test('are those of a sort', () => {
    const offers = fc.uniqueArray(fc.record({ id: fc.nat(50), score: fc.integer({ min: -3, max: 3 }) }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(offers, fc.integer({ min: 1, max: 8 }), (given, k) => {
        const top = new TopScores(2, k);
        for (const { id, score } of given) top.offer(1, id, score);
        const sorted = given.toSorted((a, b) => b.score - a.score || a.id - b.id).slice(0, k);
        const ids = [...sorted.map(({ id }) => id), ...Array(k).fill(-1)].slice(0, k);
        expect([...top.ids]).toEqual([...Array(k).fill(-1), ...ids]);
      }),
    );
  });
});

describe('landmarks in groups', () => {
  test('few enough for one look give the nearest of brute force', () => {
    const landmarks = makeRows(120, 19);
    const queries = { ...landmarks, values: landmarks.values.slice(19 * 20, 19 * 60), rowCount: 40 };
    const found = LandmarkIndex.build(machine, landmarks, 1).search(queries, 5);
    const truth = findNearestByForce({ rows: landmarks, queries, k: 5, metric: 'cosine' });
    // Cosines that the codes cannot tell apart may change places.
    for (const [at, measure] of found.measures.entries()) expect(measure).toBeCloseTo(truth.measures[at] as number, 2);
    const same = found.rows.filter((row, at) => row === truth.rows[at]).length;
    expect(same / found.rows.length).toBeGreaterThan(0.95);
  });

  test('of many, most of the nearest are found', () => {
    const all = makeRows(2_500, 24);
    const landmarks = { ...all, values: all.values.subarray(0, 2_000 * 24), rowCount: 2_000 };
    const queries = { ...all, values: all.values.subarray(2_000 * 24), rowCount: 500 };
    const found = LandmarkIndex.build(machine, landmarks, 1).search(queries, 10);
    const truth = findNearestByForce({ rows: landmarks, queries, k: 10, metric: 'cosine' });
    const hits = found.rows.filter((row, at) => {
      const list = Math.floor(at / 10);
      return truth.rows.subarray(list * 10, (list + 1) * 10).includes(row);
    });
    expect(hits.length / found.rows.length).toBeGreaterThan(0.9);
  });

  test('hold duplicates by the hundreds, rows of zeros, and fewer landmarks than are asked for', () => {
    const alike = { values: new Float32Array(700 * 4).fill(1), rowCount: 700, columnCount: 4 };
    const { rows } = LandmarkIndex.build(machine, alike, 1).search(
      { ...alike, values: alike.values.subarray(0, 4), rowCount: 1 },
      3,
    );
    expect([...rows]).toEqual([0, 1, 2]);
    const two = { values: Float32Array.of(1, 0, 0, 1), rowCount: 2, columnCount: 2 };
    const zero = { values: new Float32Array(2), rowCount: 1, columnCount: 2 };
    const near = LandmarkIndex.build(machine, two, 1).search(zero, 4);
    expect([...near.rows].filter((row) => row >= 0).toSorted()).toEqual([0, 1]);
    expect(
      LandmarkIndex.build(machine, two, 1).search({ ...zero, values: new Float32Array(0), rowCount: 0 }, 4).rows.length,
    ).toBe(0);
  });
});
