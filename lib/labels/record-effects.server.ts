import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { addCounts, advance } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import { projectEffects, sumEffectCounts } from '@/lib/labels/project-repo.server';
import { insertEffects } from '@/lib/operations/effects-repo.server';
import { appendOperation, type NewOperation } from '@/lib/operations/repo.server';

/**
 * Writes one act whose effects a query answers: the same as recordAct, for acts on more samples than should pass through
 * this process. The caller holds the dataset's lock. Returns the seq.
 */
export async function recordEffects(
  tx: Tx,
  act: {
    dataset: AuthorizedDataset;
    operation: Omit<NewOperation, 'seq' | 'datasetId' | 'sampleCount'>;
    /** Null for an act that touches no sample. */
    effects: Prisma.Sql | null;
  },
): Promise<{ seq: number; touchedCount: number }> {
  const { dataset, operation, effects } = act;
  const { revision: seq } = await advance(tx, dataset.id);
  // The effects come first: an operation is never changed, and says how many there are.
  const touchedCount = effects === null ? 0 : await insertEffects(tx, operation.id, effects);
  await appendOperation(tx, { ...operation, datasetId: dataset.id, seq: BigInt(seq), sampleCount: touchedCount }, []);
  if (touchedCount === 0) return { seq, touchedCount };
  await projectEffects(tx, dataset.id, operation.id);
  await addCounts(tx, dataset.id, await sumEffectCounts(tx, operation.id));
  return { seq, touchedCount };
}
