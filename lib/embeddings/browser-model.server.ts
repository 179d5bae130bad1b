import { specOf } from '@/lib/embeddings/chosen-model.server';
import type { EmbeddingModelSummary } from '@/lib/embeddings/embedding-model';
import type { ModelFamily } from '@/lib/embeddings/models';
import type { BrowserModel } from '@/lib/embeddings/producer';

/** The families that a page can compute: neural networks, for which the way over the network is worth it. */
const browserFamilies: readonly ModelFamily[] = ['sentence-encoder', 'backbone'];

/** A model as a page needs it; null for one that pages do not compute. */
export function browserModelOf(model: EmbeddingModelSummary): BrowserModel | null {
  if (model.source !== 'package' || !browserFamilies.includes(specOf(model).family)) return null;
  const { id, name, modality, dimension } = model;
  return { id, name, modality, dimension, modelPath: `/api/browser-models/${id}` };
}
