import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { ClusterThreadRequest, ClusterThreadResult } from '@/lib/clusters/clusterer.server';
import type { FoundCluster } from '@/lib/clusters/describe-clusters';
import { type FindClustersProgress, findClusters } from '@/lib/clusters/find-clusters';
import { splitCluster } from '@/lib/clusters/split-cluster';
import { config } from '@/lib/config.server';
import { readMatrix } from '@/lib/embeddings/matrix-file.server';
import { serveThread } from '@/lib/embeddings/serve-thread.server';
import { startMachine } from '@/lib/math/kernels/machine.server';

/** The memory of the clusters, each buffer once; what threads share stays where it is. */
function listBuffers(clusters: readonly FoundCluster[]): ArrayBuffer[] {
  const arrays = clusters.flatMap(({ rows, distances, centre }) => [rows, distances, centre]);
  return [...new Set(arrays.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

async function answer(
  request: ClusterThreadRequest,
  report: (progress: FindClustersProgress) => void,
): Promise<{ result: ClusterThreadResult; clusters: readonly FoundCluster[] }> {
  const script = path.join(config().paths.build, 'kernel-thread.worker.mjs');
  const machine = startMachine({ script, threadCount: availableParallelism() });
  try {
    if (request.kind === 'split') {
      const result = splitCluster(request, machine);
      return { result, clusters: result };
    }
    const { matrix, kind: _, ...choice } = request;
    const { rowCount, dimension } = matrix;
    const search = findClusters({ vectors: await readMatrix(matrix), rowCount, dimension, ...choice }, machine);
    let step = search.next();
    for (; !step.done; step = search.next()) report(step.value);
    return { result: step.value, clusters: step.value.clusters };
  } finally {
    machine.close();
  }
}

serveThread<ClusterThreadRequest, ClusterThreadResult, FindClustersProgress>(async (request, report) => {
  const { result, clusters } = await answer(request, report);
  return { result, transfer: listBuffers(clusters) };
});
