import path from 'node:path';
import type { FoundCluster } from '@/lib/clusters/describe-clusters';
import type { FindClustersProgress, FindClustersRequest, FoundClusters } from '@/lib/clusters/find-clusters';
import type { SplitRequest } from '@/lib/clusters/split-cluster';
import { config } from '@/lib/config.server';
import type { EmbeddingMatrix } from '@/lib/embeddings/matrix-file.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';

type MatrixRequest = Omit<FindClustersRequest, 'vectors' | 'rowCount' | 'dimension'> & { matrix: EmbeddingMatrix };

/** What a cluster thread is asked: to cluster the rows of a matrix file, or to split the members of one cluster. */
export type ClusterThreadRequest = ({ kind: 'find' } & MatrixRequest) | ({ kind: 'split' } & SplitRequest);
export type ClusterThreadResult = FoundClusters | FoundCluster[];

/**
 * Runs `findClusters` on a worker thread of its own, which reads the matrix itself and ends with the search. Rejects at
 * once when the signal fires, with its reason.
 */
export async function findClustersOnThread(
  request: MatrixRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: FindClustersProgress) => void },
): Promise<FoundClusters> {
  const thread = openThread<FoundClusters>();
  try {
    return await thread.run({ kind: 'find', ...request }, { signal, onProgress });
  } finally {
    await thread.close();
  }
}

/** Runs `splitCluster` in the same way. */
export async function splitOnThread(request: SplitRequest, signal: AbortSignal): Promise<FoundCluster[]> {
  const thread = openThread<FoundCluster[]>();
  try {
    return await thread.run({ kind: 'split', ...request }, { signal });
  } finally {
    await thread.close();
  }
}

function openThread<Result extends ClusterThreadResult>() {
  const script = path.join(config().paths.build, 'cluster.worker.mjs');
  return new ThreadPool<ClusterThreadRequest, Result, FindClustersProgress>(script, 1, null);
}
