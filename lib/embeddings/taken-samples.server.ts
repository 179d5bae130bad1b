import type { Tx } from '@/lib/db/client.server';
import type { EmbedRequest } from '@/lib/embeddings/embedder.server';
import { listTaken } from '@/lib/embeddings/lease-repo.server';
import type { PreparedBatch } from '@/lib/embeddings/prepare-batch.server';
import { hadProducers } from '@/lib/embeddings/producer-repo.server';

const lookEveryMs = 1_000;

/**
 * Takes samples out of a batch that a page computes or returned since the batch was planned: the server plans by
 * thousands. While no page is here, batches pass without a question to the database but one a second.
 */
export function createTakenFilter(
  tx: Tx,
  source: { datasetId: string; modelId: string },
): (batch: PreparedBatch) => Promise<PreparedBatch> {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let isShared = false;
  return async (batch) => {
    if (performance.now() - lookedAtMs > lookEveryMs) {
      lookedAtMs = performance.now();
      isShared = await hadProducers(tx, source);
    }
    if (!isShared || batch.request === null) return batch;
    const taken = new Set(await listTaken(tx, source.modelId, batch.sampleIds));
    return taken.size === 0
      ? batch
      : keepRows(batch, batch.request, (row) => !taken.has(batch.sampleIds[row] as string));
  };
}

function keepRows(batch: PreparedBatch, request: EmbedRequest, isKept: (row: number) => boolean): PreparedBatch {
  const rows = [...batch.sampleIds.keys()].filter(isKept);
  if (rows.length === 0) return { ...batch, sampleIds: [], request: null };
  const pick = <Value>(values: readonly Value[]) => rows.map((row) => values[row] as Value);
  const sampleIds = pick(batch.sampleIds);
  if (request.kind === 'text') return { ...batch, sampleIds, request: { ...request, tokens: pick(request.tokens) } };
  if (request.kind === 'words') return { ...batch, sampleIds, request: { ...request, texts: pick(request.texts) } };
  return { ...batch, sampleIds, request: { ...request, pictures: pick(request.pictures) } };
}
