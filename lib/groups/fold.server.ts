import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { TooLarge } from '@/lib/errors';
import { readGroupMembers } from '@/lib/groups/members-repo.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import { type FoldAnswer, type FoldQuestion, foldMemberLimit } from '@/lib/neighbours/group-duplicates';

/** The query of GET …/near-duplicates of a group. */
export const foldQuery = z.object({ threshold: z.coerce.number().min(0.5).max(1).default(0.95) });

/**
 * Which members of a group are nearly the same, by the worker. Throws NotFound, TooLarge past 10,000 members, and
 * Unavailable when the worker does not answer.
 */
export async function foldGroup(tx: Tx, groupId: string, threshold: number): Promise<FoldAnswer> {
  const { datasetId, sampleIds } = await readGroupMembers(tx, groupId);
  const dataset = await openDataset(tx, datasetId);
  if (sampleIds.length > foldMemberLimit) {
    throw new TooLarge(
      `The group has ${sampleIds.length} samples; ${foldMemberLimit} can be compared while you wait. Split it first.`,
    );
  }
  const question: FoldQuestion = { datasetId: dataset.id, sampleIds, threshold };
  return askWorker<FoldAnswer>('group-duplicates', question);
}
