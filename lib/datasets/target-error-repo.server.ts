import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { NotFound } from '@/lib/errors';

/** The share of wrong labels, 0–1, that an audited accept may have at most. Throws NotFound when the dataset was purged. */
export async function getTargetError(tx: Tx, dataset: AuthorizedDataset): Promise<number> {
  const row = await tx.dataset.findUnique({ where: { id: dataset.id }, select: { targetError: true } });
  if (row === null) throw new NotFound('dataset', dataset.id);
  return row.targetError;
}

/** Sets the target for audits to come; those that ran keep the target that they had. */
export async function setTargetError(tx: Tx, dataset: AuthorizedDataset, targetError: number): Promise<void> {
  await tx.dataset.update({ where: { id: dataset.id }, data: { targetError, updatedAt: new Date() } });
}
