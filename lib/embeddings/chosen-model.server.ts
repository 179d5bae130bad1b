import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { EmbeddingModelSummary } from '@/lib/embeddings/embedding-model';
import { type ModelSpec, models, packagedModels } from '@/lib/embeddings/models';
import { ownModelSettings } from '@/lib/embeddings/own-model';
import { ensureModel, findGivenModel } from '@/lib/embeddings/repo.server';
import { Invalid } from '@/lib/errors';

/**
 * The model that a dataset's samples are embedded and clustered with: the one that a person chose, else the default of
 * its modality. A packaged model is chosen by name: after an update that changed its weights or preprocessing this is
 * the new row, by which the samples wait to be embedded.
 */
export async function chosenModel(
  tx: Tx,
  dataset: Pick<AuthorizedDataset, 'id' | 'modality'>,
): Promise<EmbeddingModelSummary> {
  const given = await findGivenModel(tx, dataset.id);
  if (given === null) return ensureModel(tx, models[dataset.modality]);
  const packaged = given.source === 'package' ? packagedModels.find(({ name }) => name === given.name) : undefined;
  return packaged === undefined ? given : ensureModel(tx, packaged);
}

/** What a person calls a model: the title of one that comes with Sheaf, the name of one that they brought. */
export function titleOf({ name, source }: Pick<EmbeddingModelSummary, 'name' | 'source'>): string {
  const packaged = source === 'package' ? packagedModels.find((spec) => spec.name === name) : undefined;
  return packaged?.title ?? name;
}

/** What computes embeddings by a model. Throws Invalid for one that this version cannot compute. */
export function specOf(model: EmbeddingModelSummary): ModelSpec {
  if (model.source === 'upload' || model.source === 'url') return specOfOwn(model);
  const packaged = packagedModels.find(
    (spec) =>
      spec.name === model.name &&
      spec.version === model.version &&
      spec.weightsHash === model.weightsHash &&
      spec.preprocessing === model.preprocessing &&
      spec.dimension === model.dimension,
  );
  if (packaged !== undefined) return packaged;
  throw new Invalid(
    `This version of Sheaf cannot compute embeddings by ${model.name} ${model.version}. Choose another model for the dataset.`,
  );
}

function specOfOwn({ id, settings, ...model }: EmbeddingModelSummary): ModelSpec {
  return { ...model, family: 'own', own: { modelId: id, settings: ownModelSettings.parse(settings) } };
}
