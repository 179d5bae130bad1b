import type { Tx } from '@/lib/db/client.server';
import { type OwnModelSettings, ownPreprocessing } from '@/lib/embeddings/own-model';
import { Conflict, NotFound } from '@/lib/errors';

export type NewOwnModel = {
  id: string;
  title: string;
  source: 'upload' | 'url';
  settings: OwnModelSettings;
  weightsHash: string;
  dimension: number;
};

/** Keeps a checked model as one that every dataset of pictures may use. Throws Conflict when it is there already. */
export async function createOwnModel(tx: Tx, model: NewOwnModel): Promise<void> {
  const { id, title, source, settings, dimension } = model;
  const weightsHash = Buffer.from(model.weightsHash, 'hex');
  const preprocessing = ownPreprocessing(settings);
  const made = await tx.embeddingModel.createMany({
    data: {
      ...{ id, name: title, version: '1', modality: 'image', weightsHash, preprocessing, dimension, source, settings },
    },
    skipDuplicates: true,
  });
  if (made.count === 0) throw new Conflict(`The model “${title}” is there already, with the same files and settings.`);
}

/**
 * Deletes a model of a person's own, or the vectors that they brought, with all embeddings by it. Throws NotFound for an
 * unknown one, Conflict for one of Sheaf's and while a dataset uses it or has clusters by it.
 */
export async function deleteOwnModel(tx: Tx, modelId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "EmbeddingModel" WHERE id = ${modelId}::uuid FOR UPDATE`;
  const model = await tx.embeddingModel.findFirst({
    where: { id: modelId },
    select: {
      name: true,
      source: true,
      chosenBy: { select: { name: true }, take: 1 },
      runs: { select: { dataset: { select: { name: true } } }, take: 1 },
    },
  });
  if (model === null) throw new NotFound('model of one’s own', modelId);
  if (model.source === 'package') throw notOnesOwn(model.name);
  const user = model.chosenBy[0]?.name ?? model.runs[0]?.dataset.name;
  if (user !== undefined) {
    throw new Conflict(
      `The model “${model.name}” is used by the dataset “${user}”, or was when it was clustered. It stays.`,
    );
  }
  await tx.vectorDelivery.updateMany({ where: { modelId }, data: { modelId: null } });
  await tx.embeddingModel.delete({ where: { id: modelId } });
}

/** What is said of a model that is to stay. */
export function notOnesOwn(title: string): Conflict {
  return new Conflict(`The model “${title}” comes with Sheaf and stays. Only models of your own can be deleted.`);
}
