import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { addCounts, nextRevision } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { sumCounts } from '@/lib/labels/count-change';
import { writeStates } from '@/lib/labels/repo.server';
import { appendOperation, type NewOperation } from '@/lib/operations/repo.server';
import type { Effect } from '@/lib/operations/sample-state';

/**
 * Writes one act in the caller's transaction, all of it or nothing: the operation under the next seq, its effects,
 * the labels and exclusions that follow from them, and the counters. The caller holds the
 * dataset's lock since before it read the states in `effects`.
 */
export async function recordAct(
  tx: Tx,
  act: {
    dataset: AuthorizedDataset;
    operation: Omit<NewOperation, 'seq' | 'datasetId'>;
    effects: readonly Effect[];
    isLive: (sampleId: string) => boolean;
  },
): Promise<void> {
  const { dataset, operation, effects } = act;
  const seq = await nextRevision(tx, dataset.id);
  await appendOperation(tx, { ...operation, datasetId: dataset.id, seq: BigInt(seq) }, effects);
  if (effects.length === 0) return;
  await writeStates(tx, dataset.id, effects);
  await addCounts(tx, dataset.id, sumCounts(effects, act.isLive));
}
