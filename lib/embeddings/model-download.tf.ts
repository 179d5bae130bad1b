import type { ModelArtifacts } from '@/lib/embeddings/embedder.tf';
import { wait } from '@/lib/embeddings/producer-client.tf';

const retryAfterMs = 3_000;

type ModelHead = Pick<ModelArtifacts, 'topology' | 'weightSpecs'> & { weightSizeBytes: number };

/**
 * Loads a model's files from the server, or from the browser's cache, where they stay for a year. `onShare` is told the
 * share of the weights that has come, 0 to 1. Rejects with the server's sentence.
 */
export async function downloadModel(modelPath: string, onShare: (share: number) => void): Promise<ModelArtifacts> {
  const head = (await (await open(`${modelPath}/model.json`)).json()) as ModelHead;
  const { topology, weightSpecs, weightSizeBytes } = head;
  const weights = new Uint8Array(weightSizeBytes);
  const response = await open(`${modelPath}/weights.bin`);
  const reader = response.body?.getReader();
  let loadedBytes = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    if (loadedBytes + part.value.length > weightSizeBytes) throw new Error('The model is longer than it says.');
    weights.set(part.value, loadedBytes);
    loadedBytes += part.value.length;
    onShare(loadedBytes / weightSizeBytes);
  }
  if (loadedBytes < weightSizeBytes) throw new Error('The model came in part only. Offer this machine again.');
  return { topology, weightSpecs, weightData: weights.buffer };
}

async function open(path: string): Promise<Response> {
  for (;;) {
    const response = await fetch(path);
    if (response.ok) return response;
    const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
    // The server converts the image model once, before its own first batch.
    if (response.status !== 503) throw new Error(body?.error?.message ?? `The server answered ${response.status}.`);
    await wait(retryAfterMs);
  }
}
