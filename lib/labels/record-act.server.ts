import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Progress } from '@/lib/datasets/dataset';
import { addClassCounts, advance } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { sumCounts } from '@/lib/labels/count-change';
import { writeStates } from '@/lib/labels/repo.server';
import { appendOperation, type NewOperation } from '@/lib/operations/repo.server';
import type { Effect } from '@/lib/operations/sample-state';

/**
 * Writes one act in the caller's transaction, all of it or nothing: the operation under the next seq, its effects,
 * the labels and exclusions that follow from them, and the counters. The caller holds the
 * dataset's lock since before it read the states in `effects`. Returns where that leaves the dataset.
 */
export async function recordAct(
  tx: Tx,
  act: {
    dataset: AuthorizedDataset;
    operation: Omit<NewOperation, 'seq' | 'datasetId'>;
    effects: readonly Effect[];
    isLive: (sampleId: string) => boolean;
  },
): Promise<Progress> {
  const { dataset, operation, effects } = act;
  const { labeledCount, classes } = sumCounts(effects, act.isLive);
  const progress = await advance(tx, dataset.id, labeledCount);
  const written = { ...operation, datasetId: dataset.id, seq: BigInt(progress.revision) };
  await appendOperation(tx, written, effects);
  if (effects.length === 0) return progress;
  await writeStates(tx, written, effects);
  await addClassCounts(tx, dataset.id, classes);
  return progress;
}
