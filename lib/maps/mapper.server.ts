import path from 'node:path';
import { config } from '@/lib/config.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';
import type { MapProgress, MapRequest } from '@/lib/maps/lay-out-matrix.server';

/**
 * Runs `layOutMatrix` on a worker thread of its own, at the lowest priority, which reads the matrix itself and ends with
 * the layout. Rejects at once when the signal fires, with its reason.
 */
export async function layOutOnThread(
  request: MapRequest,
  options: { signal: AbortSignal; onProgress: (progress: MapProgress) => void },
): Promise<Float32Array> {
  const script = path.join(config().paths.build, 'map.worker.mjs');
  const thread = new ThreadPool<MapRequest, Float32Array, MapProgress>(script, 1, null);
  try {
    return await thread.run(request, options);
  } finally {
    await thread.close();
  }
}
