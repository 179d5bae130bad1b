import { clusterFromBestStart } from '@/lib/clusters/best-start';
import { gatherClusters } from '@/lib/clusters/coarse';
import { describeClusters, type FoundCluster } from '@/lib/clusters/describe-clusters';
import { drawKCurve, type KCurvePoint } from '@/lib/clusters/k-curve';
import { type KProposal, proposeK } from '@/lib/clusters/propose-k';
import { prepareVectors } from '@/lib/clusters/recipe';
import type { ClusterProgress } from '@/lib/math/clustering';
import { KernelMachine } from '@/lib/math/kernels/machine';
import type { Rows } from '@/lib/math/vectors';

/** Embeddings to cluster, row after row in the order of their sample ids. */
export interface FindClustersRequest {
  readonly vectors: Float32Array;
  readonly rowCount: number;
  readonly dimension: number;
  /** Null: proposed from the rows, with at least two clusters for each of `classCount` classes. */
  readonly k: number | null;
  readonly classCount: number;
  readonly seed: number;
}

/** How far the search is, as a share of all its work, 0 to 1, and what it does. */
export interface FindClustersProgress {
  readonly share: number;
  readonly stage: 'axes' | 'curve' | ClusterProgress['stage'] | 'order';
}

export interface FoundClusters {
  /** Largest first; of equal ones the one whose nearest member comes first. */
  readonly clusters: FoundCluster[];
  /** The coarse cluster of each cluster, from 0, which holds the most samples; null where there are few clusters. */
  readonly coarse: Int32Array | null;
  /** What k was asked for, and why. */
  readonly choice: KProposal;
  readonly curve: readonly KCurvePoint[];
  readonly iterations: number;
  /** Sum of squared distances to the centres, in the space that was clustered. */
  readonly inertia: number;
}

// Where each stage ends, as shares of the whole, from runs at 2,000 to 13,000 samples.
const axesEnd = 0.3;
const curveEnd = 0.6;
const startEnd = 0.8;
const roundsEnd = 0.98;
const orderStart = 0.99;

/**
 * Finds clusters in embeddings: the recipe of `prepareVectors`, the curve of k, k-means, then order, cohesion and
 * boundary of every cluster, and coarse clusters over them. Takes over `vectors`, on the threads of `machine`. The same
 * request and build of the kernels give the same bits.
 */
export function* findClusters(
  request: FindClustersRequest,
  machine = new KernelMachine(),
): Generator<FindClustersProgress, FoundClusters> {
  const { vectors, rowCount, dimension, seed } = request;
  const given = { values: vectors, rowCount, columnCount: dimension };
  const rows = yield* pass(prepareVectors(given, seed, machine), (share) => ({
    stage: 'axes',
    share: axesEnd * share,
  }));
  const curve = yield* pass(drawKCurve(rows, seed, machine), (share) => ({
    stage: 'curve',
    share: axesEnd + (curveEnd - axesEnd) * share,
  }));
  const choice = chooseK(request, curve);
  const search = clusterFromBestStart({ ...sizesOf(rows), k: choice.k, seed, machine });
  let reached = curveEnd;
  const clustering = yield* pass(search, (step) => {
    // The engine may come back to a stage, on more rows; what the person sees only grows.
    reached = Math.max(reached, shareOf(step));
    return { stage: step.stage, share: reached };
  });
  yield { stage: 'order', share: orderStart };
  const clusters = describeClusters(rows, clustering);
  const { iterations, inertia } = clustering;
  return { clusters, coarse: gatherFound(clusters, rows), choice, curve, iterations, inertia };
}

function sizesOf({ values, rowCount, columnCount }: Rows) {
  return { vectors: values, rowCount, dimension: columnCount };
}

/** Runs a generator to its end and yields what `tell` makes of what it yields. */
function* pass<Step, Result>(
  steps: Generator<Step, Result>,
  tell: (step: Step) => FindClustersProgress,
): Generator<FindClustersProgress, Result> {
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield tell(step.value);
  return step.value;
}

function chooseK({ k, rowCount, classCount }: FindClustersRequest, curve: readonly KCurvePoint[]): KProposal {
  if (k !== null) return { k, reason: 'Chosen by hand.' };
  return proposeK({ sampleCount: rowCount, classCount, curve });
}

function shareOf({ stage, done, total }: ClusterProgress): number {
  if (stage === 'start') return curveEnd + ((startEnd - curveEnd) * done) / total;
  return startEnd + ((roundsEnd - startEnd) * done) / total;
}

function gatherFound(clusters: readonly FoundCluster[], { columnCount }: Rows): Int32Array | null {
  const values = new Float32Array(clusters.length * columnCount);
  clusters.forEach(({ centre }, i) => {
    values.set(centre, i * columnCount);
  });
  const sizes = clusters.map(({ rows }) => rows.length);
  return gatherClusters({ values, rowCount: clusters.length, columnCount }, sizes);
}
