import { listCards } from '@/lib/datasets/cards-repo.server';
import type { DatasetCard } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import { countClusters } from '@/lib/groups/queue-repo.server';

/** All datasets as the home page shows them, or the deleted ones, newest change first. */
export async function listDatasetCards(tx: Tx, options: { deleted: boolean }): Promise<DatasetCard[]> {
  const cards: DatasetCard[] = [];
  for (const card of await listCards(tx, options)) cards.push({ ...card, ...(await countClusters(tx, card.id)) });
  return cards;
}
