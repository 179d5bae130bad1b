import { workerData } from 'node:worker_threads';
import type { EmbedRequest } from '@/lib/embeddings/embedder.server';
import { embedImages, loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { WordEmbedder } from '@/lib/embeddings/glove-embedder';
import { readWordTable } from '@/lib/embeddings/glove-install.server';
import { readModel, wasmFolder } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import { SentenceEncoder } from '@/lib/embeddings/sentence-encoder.tf';
import { serveThread } from '@/lib/embeddings/serve-thread.server';

type Compute = (request: EmbedRequest) => Promise<Float32Array<ArrayBuffer>>;

async function openWords(spec: ModelSpec): Promise<Compute> {
  const embedder = new WordEmbedder(await readWordTable(spec));
  return async (request) => {
    if (request.kind !== 'words') throw new Error('Word vectors take texts.');
    return embedder.embed(request.texts);
  };
}

async function openBackbone(spec: ModelSpec): Promise<Compute> {
  await startBackend(wasmFolder());
  const model = await loadModel(await readModel(spec));
  return async (request) => {
    if (request.kind !== 'image') throw new Error(`${spec.name} takes pictures.`);
    return embedImages(model, request.pictures);
  };
}

async function openSentences(spec: ModelSpec): Promise<Compute> {
  await startBackend(wasmFolder());
  const encoder = new SentenceEncoder(await readModel(spec));
  return async (request) => {
    if (request.kind !== 'text') throw new Error(`${spec.name} takes token ids.`);
    return encoder.embed(request.tokens);
  };
}

const openers: Record<Exclude<ModelSpec['family'], 'own'>, (spec: ModelSpec) => Promise<Compute>> = {
  'word-vectors': openWords,
  'sentence-encoder': openSentences,
  backbone: openBackbone,
};

const spec = workerData as ModelSpec;
const loading =
  spec.family === 'own'
    ? Promise.reject(new Error('Models of a person run in a process of their own.'))
    : openers[spec.family](spec);
// Reported by the first request, not as an unhandled rejection that would end the process.
loading.catch(() => undefined);

serveThread<EmbedRequest, Float32Array<ArrayBuffer>>(async (request) => {
  const result = await (await loading)(request);
  return { result, transfer: [result.buffer] };
});
