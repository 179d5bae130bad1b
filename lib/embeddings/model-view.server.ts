import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import type { EmbeddingModelSummary, ModelView } from '@/lib/embeddings/embedding-model';
import { describeWords } from '@/lib/embeddings/glove-view.server';
import { decodeImage, encodeModelPicture } from '@/lib/embeddings/image-decoder.server';
import { fillImageTensor, imageSidePx, imageValueCount, renderImageTensor } from '@/lib/embeddings/image-input';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import { models, wordModel } from '@/lib/embeddings/models';
import { ownModelSettings } from '@/lib/embeddings/own-model';
import { findModelInput } from '@/lib/embeddings/repo.server';
import { maxTokenCount, readTokens } from '@/lib/embeddings/text-input';
import { Invalid, NotFound } from '@/lib/errors';
import { readBlob } from '@/lib/storage/blobs.server';

/** Pieces that are listed at most, cut ones included; a long text goes on after them. */
const listedPieceLimit = 1_024;

/**
 * What the model sees of a sample, by the code that prepares it for embedding: the size and fit of
 * the picture, or the tokens with the place of the cut; of brought vectors, only whose they are. Throws NotFound.
 */
export async function describeModelView(tx: Tx, sampleId: string): Promise<ModelView> {
  const { text, datasetId } = await openInput(tx, sampleId);
  const model = await chosenModel(tx, { id: datasetId, modality: text === null ? 'image' : 'text' });
  const { name, source, dimension } = model;
  if (source === 'vectors') return { modality: 'vectors', modelName: name, dimension };
  if (text === null) {
    const sidePx = sideOf(model);
    return { modality: 'image', modelName: name, width: sidePx, height: sidePx, fit: 'stretched to a square' };
  }
  if (name === wordModel.name) return describeWords(wordModel, text);
  const tokens = readTokens(await readTokenizer(), text);
  return {
    modality: 'text',
    modelName: models.text.name,
    unit: 'piece',
    pieces: tokens.slice(0, listedPieceLimit).map(({ piece, id }) => ({ piece, id })),
    cutAt: tokens.length > maxTokenCount ? maxTokenCount : null,
    limit: maxTokenCount,
  };
}

/** The picture that enters the model, as PNG: the very tensor, turned back into colours. Throws NotFound; Invalid for a text. */
export async function renderModelView(tx: Tx, sampleId: string): Promise<Buffer> {
  const { viewHash, datasetId } = await openInput(tx, sampleId);
  if (viewHash === null) throw new Invalid(`Sample ${sampleId} has no picture: its model view is a list of tokens.`);
  const sidePx = sideOf(await chosenModel(tx, { id: datasetId, modality: 'image' }));
  // What a model of one's own takes is these bytes, scaled by what the person said of it.
  if (sidePx !== imageSidePx) return encodeModelPicture(await decodeImage(await readBlob(viewHash), sidePx), sidePx);
  const tensor = new Float32Array(imageValueCount);
  fillImageTensor(await decodeImage(await readBlob(viewHash)), tensor, 0);
  return encodeModelPicture(renderImageTensor(tensor));
}

/** Side of the picture that a model takes. */
function sideOf(model: EmbeddingModelSummary): number {
  return model.source === 'upload' || model.source === 'url'
    ? ownModelSettings.parse(model.settings).sidePx
    : imageSidePx;
}

async function openInput(
  tx: Tx,
  sampleId: string,
): Promise<{ datasetId: string; text: string | null; viewHash: Uint8Array | null }> {
  const input = await findModelInput(tx, sampleId);
  if (input === null) throw new NotFound('sample', sampleId);
  await openDataset(tx, input.datasetId);
  return input;
}
