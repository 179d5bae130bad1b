import { z } from 'zod';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { GroupChanges } from '@/lib/labels/decision';
import { listTouchedMembers } from '@/lib/labels/group-changes-repo.server';
import { listChangedSamples } from '@/lib/labels/repo.server';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';

/** What GET /api/datasets/:datasetId/changes asks: a group, and the revision at which the person saw it. */
export const changesQuery = z.strictObject({ group: z.uuid(), after: z.coerce.number().int().min(0) });

/**
 * What happened to the members of a group after a revision, by whomever: at most 10,000 of them, with what they carry
 * now. `revision` is read first: what came after it may be in the list, and is answered again the next time.
 */
export async function listGroupChanges(
  tx: Tx,
  dataset: AuthorizedDataset,
  { group: groupId, after }: z.infer<typeof changesQuery>,
): Promise<GroupChanges> {
  const { revision } = await getProgress(tx, dataset);
  const limit = OPERATION_SAMPLE_LIMIT;
  const sampleIds = await listTouchedMembers(tx, { datasetId: dataset.id, groupId, after, limit });
  if (sampleIds.length === 0) return { revision, changed: [] };
  return { revision, changed: await listChangedSamples(tx, { datasetId: dataset.id, sampleIds, revision: after }) };
}
