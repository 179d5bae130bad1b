import type { Modality } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import { NotFound } from '@/lib/errors';

declare const authorized: unique symbol;

/**
 * A dataset that this request may read and write. Repo functions ask for one, so a page or a route that forgets
 * to open the dataset does not compile. Made only by openDataset.
 */
export type AuthorizedDataset = {
  readonly id: string;
  readonly name: string;
  readonly modality: Modality;
  readonly isMultiLabel: boolean;
  readonly [authorized]: true;
};

/**
 * Opens a dataset for this request. Today everyone who passed the server's guard may open every dataset; accounts
 * and roles will be checked here and nowhere else. Throws NotFound for an unknown or a deleted dataset.
 */
export async function openDataset(tx: Tx, datasetId: string): Promise<AuthorizedDataset> {
  const dataset = await tx.dataset.findFirst({
    where: { id: datasetId, deletedAt: null },
    select: { id: true, name: true, modality: true, isMultiLabel: true },
  });
  if (dataset === null) throw new NotFound('dataset', datasetId);
  return dataset as AuthorizedDataset;
}
