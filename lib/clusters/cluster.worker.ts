import type { ClusterThreadRequest, ClusterThreadResult } from '@/lib/clusters/clusterer.server';
import type { FoundCluster } from '@/lib/clusters/describe-clusters';
import { type FindClustersProgress, findClusters } from '@/lib/clusters/find-clusters';
import { splitCluster } from '@/lib/clusters/split-cluster';
import { readMatrix } from '@/lib/embeddings/matrix-file.server';
import { serveThread } from '@/lib/embeddings/serve-thread.server';

/** The memory of the clusters, each buffer once; what threads share stays where it is. */
function listBuffers(clusters: readonly FoundCluster[]): ArrayBuffer[] {
  const arrays = clusters.flatMap(({ rows, distances, centre }) => [rows, distances, centre]);
  return [...new Set(arrays.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

serveThread<ClusterThreadRequest, ClusterThreadResult, FindClustersProgress>(async (request, report) => {
  if (request.kind === 'split') {
    const result = splitCluster(request);
    return { result, transfer: listBuffers(result) };
  }
  const { matrix, kind: _, ...choice } = request;
  const { rowCount, dimension } = matrix;
  const search = findClusters({ vectors: await readMatrix(matrix), rowCount, dimension, ...choice });
  let step = search.next();
  for (; !step.done; step = search.next()) report(step.value);
  return { result: step.value, transfer: listBuffers(step.value.clusters) };
});
