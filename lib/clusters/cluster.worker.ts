import type { ClusterMatrixRequest } from '@/lib/clusters/clusterer.server';
import { type FindClustersProgress, type FoundClusters, findClusters } from '@/lib/clusters/find-clusters';
import { readMatrix } from '@/lib/embeddings/matrix-file.server';
import { serveThread } from '@/lib/embeddings/serve-thread.server';

serveThread<ClusterMatrixRequest, FoundClusters, FindClustersProgress>(async ({ matrix, ...choice }, report) => {
  const { rowCount, dimension } = matrix;
  const search = findClusters({ vectors: await readMatrix(matrix), rowCount, dimension, ...choice });
  let step = search.next();
  for (; !step.done; step = search.next()) report(step.value);
  const result = step.value;
  const buffers = result.clusters.flatMap(({ rows, distances, centre }) => [rows, distances, centre]);
  const own = new Set(buffers.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer));
  return { result, transfer: [...own] };
});
