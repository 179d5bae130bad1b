import { workerData } from 'node:worker_threads';
import type { EmbedRequest } from '@/lib/embeddings/embedder.server';
import { embedImages, embedTokens, loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { readModel, wasmFolder } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import { serveThread } from '@/lib/embeddings/serve-thread.server';

const spec = workerData as ModelSpec;
const loading = startBackend(wasmFolder())
  .then(() => readModel(spec))
  .then(loadModel);
// Reported by the first request, not as an unhandled rejection that would end the process.
loading.catch(() => undefined);

serveThread<EmbedRequest, Float32Array<ArrayBuffer>>(async (request) => {
  const model = await loading;
  const result =
    request.kind === 'image' ? await embedImages(model, request.pixels) : await embedTokens(model, request.tokens);
  return { result, transfer: [result.buffer] };
});
