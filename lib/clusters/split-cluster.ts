import { clusterFromBestStart } from '@/lib/clusters/best-start';
import { describeClusters, type FoundCluster } from '@/lib/clusters/describe-clusters';
import { prepareVectors } from '@/lib/clusters/recipe';
import { KernelMachine } from '@/lib/math/kernels/machine';

/** The embeddings of one cluster's members, row after row, and how many parts they should be split into. */
export interface SplitRequest {
  readonly vectors: Float32Array;
  readonly rowCount: number;
  readonly dimension: number;
  readonly k: number;
  readonly seed: number;
}

/**
 * Divides the members of one cluster into parts, largest first: the recipe over these rows alone, whose axes are those
 * along which the members differ, then k-means. Fewer different rows than k give as many parts as there are. Takes over
 * `vectors`. The same request and build of the kernels give the same bits.
 */
export function splitCluster(request: SplitRequest, machine = new KernelMachine()): FoundCluster[] {
  const { vectors, rowCount, dimension, k, seed } = request;
  const rows = finish(prepareVectors({ values: vectors, rowCount, columnCount: dimension }, seed, machine));
  const search = { vectors: rows.values, rowCount, dimension: rows.columnCount, k, seed, machine };
  return describeClusters(rows, finish(clusterFromBestStart(search)));
}

function finish<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
