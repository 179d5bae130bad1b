import type { ClusterToSplit } from '@/lib/clusters/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';

/** What splitting needs of a group that is no cluster: its members, and the model that the dataset uses. Null for an unknown one. */
export async function findGroupToSplit(tx: Tx, groupId: string): Promise<ClusterToSplit | null> {
  const group = await tx.group.findUnique({
    where: { id: groupId },
    select: { datasetId: true, sampleIds: true, dataset: { select: { modality: true } } },
  });
  if (group === null) return null;
  const { datasetId, sampleIds, dataset } = group;
  const { id: modelId, dimension } = await chosenModel(tx, { id: datasetId, modality: dataset.modality });
  return { datasetId, modality: dataset.modality, modelId, dimension, size: sampleIds.length, sampleIds };
}
