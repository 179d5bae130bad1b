import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import type { DuplicatesAnswer, DuplicatesQuestion } from '@/lib/neighbours/neighbours';
import type { ShownDuplicates } from '@/lib/review/near-duplicates';
import { readItems } from '@/lib/review/samples-repo.server';

/** The query of GET …/near-duplicates. */
export const nearDuplicatesQuery = z.object({ threshold: z.coerce.number().min(0.5).max(1).default(0.95) });

/**
 * The groups of near-duplicates of a dataset, or how far the worker is with them: ask again until they are there.
 * Throws NotFound, and Unavailable when the worker does not answer.
 */
export async function findNearDuplicateGroups(tx: Tx, datasetId: string, threshold: number): Promise<ShownDuplicates> {
  const dataset = await openDataset(tx, datasetId);
  const question: DuplicatesQuestion = { datasetId: dataset.id, threshold };
  const answer = await askWorker<DuplicatesAnswer>('duplicates', question);
  if (answer.state !== 'found') return answer;
  const named = answer.groups.flatMap((group) => group.sampleIds);
  const { revision } = await getProgress(tx, dataset);
  const items = new Map((await readItems(tx, named)).map((item) => [item.id, item]));
  const groups = answer.groups
    .map(({ count, sampleIds }) => ({
      // What was deleted since is no member any more.
      count: count - sampleIds.filter((id) => !items.has(id)).length,
      members: sampleIds.flatMap((id) => items.get(id) ?? []),
    }))
    .filter(({ count }) => count > 1);
  return { ...answer, groups, revision };
}
