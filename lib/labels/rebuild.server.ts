import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { replaceFromOperations } from '@/lib/labels/repo.server';

/**
 * Makes the labels and exclusions of a dataset anew from its operations, in the caller's transaction. They come out as
 * they were; anything else would mean that a label was changed without an operation.
 */
export async function rebuildLabels(tx: Tx, datasetId: string): Promise<void> {
  await lockDataset(tx, datasetId);
  await replaceFromOperations(tx, datasetId);
}
