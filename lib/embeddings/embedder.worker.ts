import { workerData } from 'node:worker_threads';
import type { EmbedRequest } from '@/lib/embeddings/embedder.server';
import { embedImages, embedTokens, loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { WordEmbedder } from '@/lib/embeddings/glove-embedder';
import { readWordTable } from '@/lib/embeddings/glove-install.server';
import { readModel, wasmFolder } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import { serveThread } from '@/lib/embeddings/serve-thread.server';

type Compute = (request: EmbedRequest) => Promise<Float32Array<ArrayBuffer>>;

async function openWords(spec: ModelSpec): Promise<Compute> {
  const embedder = new WordEmbedder(await readWordTable(spec));
  return async (request) => {
    if (request.kind !== 'words') throw new Error('Word vectors take texts.');
    return embedder.embed(request.texts);
  };
}

async function openGraph(spec: ModelSpec): Promise<Compute> {
  await startBackend(wasmFolder());
  const model = await loadModel(await readModel(spec));
  return async (request) => {
    if (request.kind === 'words') throw new Error(`${spec.name} does not take texts as they are.`);
    return request.kind === 'image' ? embedImages(model, request.pixels) : embedTokens(model, request.tokens);
  };
}

const spec = workerData as ModelSpec;
const loading = spec.family === 'word-vectors' ? openWords(spec) : openGraph(spec);
// Reported by the first request, not as an unhandled rejection that would end the process.
loading.catch(() => undefined);

serveThread<EmbedRequest, Float32Array<ArrayBuffer>>(async (request) => {
  const result = await (await loading)(request);
  return { result, transfer: [result.buffer] };
});
