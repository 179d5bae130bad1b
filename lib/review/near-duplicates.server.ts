import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import type { DuplicatesAnswer, DuplicatesQuestion } from '@/lib/neighbours/neighbours';

/** The query of GET …/near-duplicates. */
export const nearDuplicatesQuery = z.object({ threshold: z.coerce.number().min(0.5).max(1).default(0.95) });

/**
 * The groups of near-duplicates of a dataset, or how far the worker is with them: ask again until they are there.
 * Throws NotFound, and Unavailable when the worker does not answer.
 */
export async function findNearDuplicateGroups(tx: Tx, datasetId: string, threshold: number): Promise<DuplicatesAnswer> {
  const dataset = await openDataset(tx, datasetId);
  const question: DuplicatesQuestion = { datasetId: dataset.id, threshold };
  return askWorker<DuplicatesAnswer>('duplicates', question);
}
