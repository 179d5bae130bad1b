import { describe, expect, test } from 'vitest';
import { compileKernels } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { findNearestByForce } from '@/lib/math/neighbours/brute-force';
import { distancesOf, layOut } from '@/lib/math/umap/lay-out';
import { moveRows, type Places } from '@/lib/math/umap/move-rows';
import { placeBeside } from '@/lib/math/umap/place-beside';
import { startByAxes } from '@/lib/math/umap/start-places';
import type { Rows } from '@/lib/math/vectors';
import { makeVectors } from '@/tests/support/generated-vectors';

function finish<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

const machine = () => new KernelMachine(compileKernels());

function makeRows(rowCount: number, columnCount: number, groupCount: number): Rows {
  const values = makeVectors({ rowCount, dimension: columnCount, groupCount, seed: 3 });
  return { values, rowCount, columnCount };
}

const asRows = (places: Places): Rows => ({ values: places, rowCount: places.length / 2, columnCount: 2 });

/** Of the ten nearest of each row in the plane, the share that is among its thirty nearest in full dimension. */
function keptShare(rows: Rows, places: Places): number {
  const inPlane = findNearestByForce({ rows: asRows(places), k: 10, metric: 'euclidean' }).rows;
  const inFull = findNearestByForce({ rows, k: 30, metric: 'cosine' }).rows;
  const kept = inPlane.filter((other, at) => {
    const row = Math.floor(at / 10);
    return inFull.subarray(row * 30, (row + 1) * 30).includes(other);
  });
  return kept.length / inPlane.length;
}

describe('a layout', () => {
  const rows = makeRows(400, 24, 8);

  test('keeps near rows near, far better than the start by axes', () => {
    const places = finish(layOut(machine(), { rows, seed: 1 }));
    expect(places.every(Number.isFinite)).toBe(true);
    const share = keptShare(rows, places);
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeGreaterThan(keptShare(rows, startByAxes(machine(), rows, 1)) + 0.2);
  });

  test('is the same for the same seed, another for another, and tells how far it is', () => {
    const shares: number[] = [];
    const work = layOut(machine(), { rows, seed: 5, epochCount: 40 });
    let step = work.next();
    for (; !step.done; step = work.next()) shares.push(step.value.share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(finish(layOut(machine(), { rows, seed: 5, epochCount: 40 }))).toEqual(step.value);
    expect(finish(layOut(machine(), { rows, seed: 6, epochCount: 40 }))).not.toEqual(step.value);
  });

  test('parts rows that are all alike, and holds none, one and two', () => {
    const alike = { values: new Float32Array(60).fill(0.5), rowCount: 20, columnCount: 3 };
    const places = finish(layOut(machine(), { rows: alike, seed: 1, epochCount: 50 }));
    expect(places.every(Number.isFinite)).toBe(true);
    expect(new Set(places).size).toBeGreaterThan(20);
    for (const rowCount of [0, 1, 2]) {
      const few = { values: Float32Array.of(1, 0, 0, 1).subarray(0, 2 * rowCount), rowCount, columnCount: 2 };
      expect(finish(layOut(machine(), { rows: few, seed: 1 })).length).toBe(2 * rowCount);
    }
  });

  test('refuses numbers that are not finite', () => {
    const bad = { values: Float32Array.of(1, Number.NaN, 0, 1), rowCount: 2, columnCount: 2 };
    expect(() => finish(layOut(machine(), { rows: bad, seed: 1 }))).toThrow('Row 0, column 1');
  });
});

describe('rows placed beside landmarks', () => {
  test('stand among the landmarks that are nearest to them, which stay', () => {
    const rows = makeRows(600, 24, 6);
    const part = (from: number, to: number): Rows => ({
      ...rows,
      values: rows.values.subarray(from * 24, to * 24),
      rowCount: to - from,
    });
    const landmarks = finish(layOut(machine(), { rows: part(0, 400), seed: 1 }));
    const lists = findNearestByForce({ rows: part(0, 400), queries: part(400, 600), k: 8, metric: 'cosine' });
    const placed = finish(placeBeside(machine(), { landmarks, near: distancesOf(lists), seed: 1 }));
    const places = new Float32Array([...landmarks, ...placed]);
    expect(keptShare(rows, places)).toBeGreaterThan(0.55);
  });

  test('by hand: at the mean of two equally near landmarks; without any, at the origin', () => {
    const landmarks = Float32Array.of(-2, 1, 2, 1, 50, 50);
    const near = {
      k: 2,
      rows: Int32Array.of(0, 1, -1, -1),
      distances: Float32Array.of(0.3, 0.3, Number.NaN, Number.NaN),
    };
    const placed = finish(placeBeside(machine(), { landmarks, near, seed: 1 }));
    // Both pull alike; the pushes of three landmarks move it a little.
    expect(Math.hypot((placed[0] as number) - 0, (placed[1] as number) - 1)).toBeLessThan(2);
    expect([...placed.subarray(2)]).toEqual([0, 0]);
  });

  test('no rows at all', () => {
    const near = { k: 2, rows: new Int32Array(0), distances: new Float32Array(0) };
    expect(finish(placeBeside(machine(), { landmarks: Float32Array.of(1, 1), near, seed: 1 })).length).toBe(0);
  });
});

test('rows that stay are not moved, and an epoch without a step moves nothing', () => {
  const graph = { starts: Uint32Array.of(0, 1), ends: Int32Array.of(0), weights: Float32Array.of(1) };
  const places = Float32Array.of(0, 0, 4, 0);
  const movement = { graph, places, curve: { a: 1, b: 1 }, epochCount: 20, seed: 1 };
  const moved = finish(moveRows(machine(), { ...movement, firstStep: 0.5 }));
  expect([...moved.subarray(0, 2)]).toEqual([0, 0]);
  expect(moved[2]).not.toBe(4);
  expect(finish(moveRows(machine(), { ...movement, firstStep: 0 }))).toEqual(places);
});
