import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { kmeans } from 'ml-kmeans';
import { clusterFromBestStart } from '@/lib/clusters/best-start';
import { drawKCurve } from '@/lib/clusters/k-curve';
import { proposeK } from '@/lib/clusters/propose-k';
import { prepareVectors } from '@/lib/clusters/recipe';
import { KernelMachine } from '@/lib/math/kernels/machine';
import type { Rows } from '@/lib/math/vectors';

const look = { textS: 1, clusterS: 4, exceptionS: 1, aloneS: 3 };
const seedCount = 5;

/** Raw float32 rows, little-endian, and a CSV with a column "label" that has one row for each of them, in their order. */
type QualityArguments = {
  vectors?: string | undefined;
  dimension?: string | undefined;
  labels?: string | undefined;
};

function finish<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function time<Result>(run: () => Result): { result: Result; cpuS: number } {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuS: round((user + system) / 1e6, 2) };
}

function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}

/** Counts of (cluster, class) pairs, by cluster. */
function countPairs(assignments: ArrayLike<number>, classes: ArrayLike<number>): Map<number, Map<number, number>> {
  const pairs = new Map<number, Map<number, number>>();
  for (let i = 0; i < assignments.length; i++) {
    const own = pairs.get(assignments[i] as number) ?? new Map<number, number>();
    own.set(classes[i] as number, (own.get(classes[i] as number) ?? 0) + 1);
    pairs.set(assignments[i] as number, own);
  }
  return pairs;
}

function entropy(counts: Iterable<number>, total: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / total) * Math.log(count / total);
  return sum;
}

/** Share in the majority class of their cluster, and mutual information over the mean of the two entropies. */
function judge(assignments: ArrayLike<number>, classes: ArrayLike<number>): { purity: number; nmi: number } {
  const total = classes.length;
  const pairs = countPairs(assignments, classes);
  const sizes = [...pairs.values()].map((own) => [...own.values()].reduce((sum, count) => sum + count, 0));
  const right = [...pairs.values()].reduce((sum, own) => sum + Math.max(...own.values()), 0);
  const joint = entropy(
    [...pairs.values()].flatMap((own) => [...own.values()]),
    total,
  );
  const byCluster = entropy(sizes, total);
  const classCounts = [...countPairs(classes, classes).values()].flatMap((own) => [...own.values()]);
  const byClass = entropy(classCounts, total);
  return { purity: right / total, nmi: (2 * (byCluster + byClass - joint)) / (byCluster + byClass) };
}

function summarize(values: number[]): { mean: number; least: number; most: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean: round(mean), least: round(Math.min(...values)), most: round(Math.max(...values)) };
}

type Found = { assignments: ArrayLike<number>; inertia: number };

function measureSide(cluster: (seed: number) => Found, classes: Int32Array) {
  const runs = Array.from({ length: seedCount }, (_, i) => {
    const { result, cpuS } = time(() => cluster(i + 1));
    return { ...judge(result.assignments, classes), inertia: result.inertia, cpuS };
  });
  const of = (name: 'purity' | 'nmi' | 'inertia' | 'cpuS') => summarize(runs.map((run) => run[name]));
  return { purity: of('purity'), nmi: of('nmi'), inertia: of('inertia'), cpuS: of('cpuS') };
}

function clusterByMl(points: number[][], k: number, seed: number): Found {
  const { clusters, centroids } = kmeans(points, k, { seed, initialization: 'kmeans++', maxIterations: 100 });
  let inertia = 0;
  points.forEach((point, i) => {
    const centre = centroids[clusters[i] as number] as number[];
    point.forEach((value, c) => {
      inertia += (value - (centre[c] as number)) ** 2;
    });
  });
  return { assignments: clusters, inertia };
}

/** What labeling costs as a share of one by one: look at all, name each cluster, click and label every exception. */
function effortShare(purity: number, rowCount: number, k: number): number {
  const wrong = (1 - purity) * rowCount;
  const seconds = rowCount * look.textS + k * look.clusterS + wrong * (look.exceptionS + look.aloneS);
  return round(seconds / (rowCount * look.aloneS));
}

function measureK(rows: Rows, classes: Int32Array, machine: KernelMachine) {
  const drawn = time(() => finish(drawKCurve(rows, 1)));
  const proposal = proposeK({ sampleCount: rows.rowCount, classCount: 0, curve: drawn.result });
  const root = proposeK({ sampleCount: rows.rowCount, classCount: 0, curve: [] });
  const at = ({ k }: { k: number }) => {
    const request = { vectors: rows.values, rowCount: rows.rowCount, dimension: rows.columnCount, k, seed: 1, machine };
    const { purity, nmi } = judge(finish(clusterFromBestStart(request)).assignments, classes);
    return { k, purity: round(purity), nmi: round(nmi), effort: effortShare(purity, rows.rowCount, k) };
  };
  return { curve: drawn.result, curveCpuS: drawn.cpuS, proposed: at(proposal), squareRoot: at(root) };
}

/** Purity and NMI of the engine and of ml-kmeans on the same prepared rows over several seeds, and what k was proposed. */
export function measureClusterQuality({ vectors, labels, ...given }: QualityArguments) {
  const dimension = Number(given.dimension);
  if (vectors === undefined || labels === undefined || !(dimension >= 1)) {
    throw new Error('Say --vectors X.f32 --dimension D --labels Y.csv.');
  }
  const bytes = readFileSync(vectors);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const names = (parse(readFileSync(labels), { columns: true }) as { label: string }[]).map(({ label }) => label);
  const known = [...new Set(names)];
  const classes = Int32Array.from(names, (name) => known.indexOf(name));
  const machine = new KernelMachine();
  const prepared = time(() =>
    finish(prepareVectors({ values, rowCount: classes.length, columnCount: dimension }, 1, machine)),
  );
  const rows = prepared.result;
  const points = Array.from({ length: rows.rowCount }, (_, i) =>
    Array.from(rows.values.subarray(i * rows.columnCount, (i + 1) * rows.columnCount)),
  );
  const k = known.length;
  const request = { vectors: rows.values, rowCount: rows.rowCount, dimension: rows.columnCount, k, machine };
  return {
    rows: { count: rows.rowCount, dimension, axes: rows.columnCount, classes: k, prepareCpuS: prepared.cpuS },
    k: measureK(rows, classes, machine),
    engine: measureSide((seed) => finish(clusterFromBestStart({ ...request, seed })), classes),
    mlKmeans: measureSide((seed) => clusterByMl(points, k, seed), classes),
  };
}
