import path from 'node:path';
import type { FindClustersProgress, FindClustersRequest, FoundClusters } from '@/lib/clusters/find-clusters';
import { config } from '@/lib/config.server';
import type { EmbeddingMatrix } from '@/lib/embeddings/matrix-file.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';

/** `findClusters` of the rows of a matrix file. */
export type ClusterMatrixRequest = Omit<FindClustersRequest, 'vectors' | 'rowCount' | 'dimension'> & {
  matrix: EmbeddingMatrix;
};

/**
 * Runs `findClusters` on a worker thread of its own, which reads the matrix itself and ends with the search. Rejects at
 * once when the signal fires, with its reason.
 */
export async function findClustersOnThread(
  request: ClusterMatrixRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: FindClustersProgress) => void },
): Promise<FoundClusters> {
  const script = path.join(config().paths.build, 'cluster.worker.mjs');
  const thread = new ThreadPool<ClusterMatrixRequest, FoundClusters, FindClustersProgress>(script, 1, null);
  try {
    return await thread.run(request, { signal, onProgress });
  } finally {
    await thread.close();
  }
}
