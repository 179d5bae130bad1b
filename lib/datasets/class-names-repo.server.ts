import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';

/** Some classes of a dataset by their ids, deleted ones included, in the order of the list. */
export async function readClassNames(
  tx: Tx,
  dataset: AuthorizedDataset,
  labelClassIds: readonly string[],
): Promise<{ id: string; name: string; slot: number; labelCount: number }[]> {
  return await tx.labelClass.findMany({
    where: { datasetId: dataset.id, id: { in: [...labelClassIds] } },
    select: { id: true, name: true, slot: true, labelCount: true },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
}
