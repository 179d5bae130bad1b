import { z } from 'zod';
import { clusterVectors } from '@/lib/math/k-means';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { sumNearest } from '@/lib/math/nearest-sum';
import { createRandom, pickIndices } from '@/lib/math/random';
import { meanOfRows, type Rows, takeRows } from '@/lib/math/vectors';

/**
 * Several k that were tried, ascending; `explained` is the share of the variance of samples that were held out that the
 * centres explain: at most 1, and 0 where they are no better than one cluster.
 */
export const kCurve = z.array(z.object({ k: z.int().min(1), explained: z.number() }));

export type KCurvePoint = Readonly<z.infer<typeof kCurve>[number]>;

/** Rows that the curve is drawn from at most. */
export const curveRowLimit = 4000;

// With fewer rows than this a half says too little of the other (decision record 056).
const smallestRowCount = 400;
const pointCount = 11;
const rowsPerCluster = 3;
// The smallest k within this share of the best is as good as the best, and less to look through.
const nearlyBest = 0.95;

/**
 * What different k are worth, by cross-validation (Smyth 1996, "Clustering using Monte Carlo cross-validation", with
 * squared distances in place of likelihoods): up to 4,000 prepared rows are divided in two at random; k-means of one
 * half says how much of the variance of the other its centres explain, and the other way round. Unlike the distances
 * inside a clustering, that falls again once clusters follow the chance of the rows. Eleven k, each √2 times the one
 * before, up to a third of a half. Ascending; empty with fewer than 400 rows. Yields the share done, 0 to 1.
 */
export function* drawKCurve(rows: Rows, seed: number, machine = new KernelMachine()): Generator<number, KCurvePoint[]> {
  if (rows.rowCount < smallestRowCount) return [];
  const [one, other] = divideRows(rows, seed);
  const ks = listKs(one.rowCount);
  const work = ks.reduce((sum, k) => sum + 2 * k, 0);
  const points: KCurvePoint[] = [];
  let done = 0;
  for (const k of ks) {
    const shares: number[] = [];
    for (const [fitted, held] of [
      [one, other],
      [other, one],
    ] as const) {
      shares.push(explainRows(findCentres(fitted, { k, seed, machine }), { fitted, held, machine }));
      done += k;
      yield done / work;
    }
    points.push({ k, explained: ((shares[0] ?? 0) + (shares[1] ?? 0)) / 2 });
  }
  return points;
}

/** The smallest k that explains at least 95 % of what the best one does; null for an empty curve. */
export function pickK(curve: readonly KCurvePoint[]): number | null {
  const best = Math.max(...curve.map(({ explained }) => explained));
  return curve.find(({ explained }) => explained >= nearlyBest * best)?.k ?? null;
}

function listKs(rowCount: number): number[] {
  const largest = Math.floor(rowCount / rowsPerCluster);
  const ks = Array.from({ length: pointCount }, (_, i) => {
    const steps = pointCount - 1 - i;
    return Math.round((largest / 2 ** Math.floor(steps / 2)) * (steps % 2 === 0 ? 1 : Math.SQRT1_2));
  });
  return [...new Set(ks.filter((k) => k >= 2))];
}

/** Two halves of equal size of a pick, in random order. */
function divideRows(rows: Rows, seed: number): [Rows, Rows] {
  const random = createRandom(seed);
  const picked = pickIndices(random, rows.rowCount, curveRowLimit);
  // Fisher-Yates: every order is equally likely.
  for (let i = picked.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [picked[i], picked[j]] = [picked[j] as number, picked[i] as number];
  }
  const halfCount = Math.floor(picked.length / 2);
  return [takeRows(rows, picked.subarray(0, halfCount)), takeRows(rows, picked.subarray(halfCount, 2 * halfCount))];
}

function findCentres(
  { values, rowCount, columnCount }: Rows,
  choice: { k: number; seed: number; machine: KernelMachine },
): Rows {
  const search = clusterVectors({ vectors: values, rowCount, dimension: columnCount, ...choice });
  let step = search.next();
  while (!step.done) step = search.next();
  return { values: step.value.centres, rowCount: step.value.groupCount, columnCount };
}

/** 1 − squared distances of the held rows to their nearest centres ÷ those to the mean of the fitted rows. */
function explainRows(
  centres: Rows,
  { fitted, held, machine }: { fitted: Rows; held: Rows; machine: KernelMachine },
): number {
  const mean = { values: Float32Array.from(meanOfRows(fitted)), rowCount: 1, columnCount: fitted.columnCount };
  const around = sumNearest(held, mean, machine);
  return around === 0 ? 0 : 1 - sumNearest(held, centres, machine) / around;
}
