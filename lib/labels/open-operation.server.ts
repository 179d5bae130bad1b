import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { findDatasetOf } from '@/lib/operations/chain-repo.server';
import { readLogged } from '@/lib/operations/log-repo.server';
import type { OperationView } from '@/lib/operations/operation-log';
import { listTouchedSamples } from '@/lib/operations/operation-samples-repo.server';

/** The dataset of an operation. Throws NotFound, also when the dataset is deleted. */
export async function openOperation(tx: Tx, operationId: string): Promise<AuthorizedDataset> {
  return await openDataset(tx, await findDatasetOf(tx, operationId));
}

/** One operation, what took it back, and a page of its samples with what it did to them. Throws NotFound. */
export async function viewOperation(
  tx: Tx,
  page: { operationId: string; limit: number; after: string | null },
): Promise<OperationView> {
  await openOperation(tx, page.operationId);
  return { operation: await readLogged(tx, page.operationId), ...(await listTouchedSamples(tx, page)) };
}
