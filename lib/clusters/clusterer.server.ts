import path from 'node:path';
import type { FindClustersProgress, FindClustersRequest, FoundClusters } from '@/lib/clusters/find-clusters';
import { config } from '@/lib/config.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';

/**
 * Runs `findClusters` on a worker thread of its own, which ends with it. `request.vectors` is handed
 * over and unusable afterwards. Rejects at once when the signal fires, with its reason.
 */
export async function findClustersOnThread(
  request: FindClustersRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: FindClustersProgress) => void },
): Promise<FoundClusters> {
  const script = path.join(config().paths.build, 'cluster.worker.mjs');
  const thread = new ThreadPool<FindClustersRequest, FoundClusters, FindClustersProgress>(script, 1, null);
  try {
    return await thread.run(request, { signal, onProgress, transfer: [request.vectors.buffer] });
  } finally {
    await thread.close();
  }
}
