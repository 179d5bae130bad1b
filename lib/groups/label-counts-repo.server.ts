import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { GroupLabels } from '@/lib/groups/group';
import { readGroupMembers } from '@/lib/groups/members-repo.server';

/** Which labels the live members of a group carry, and whose they are, most first. Throws NotFound. */
export async function countGroupLabels(tx: Tx, groupId: string): Promise<GroupLabels> {
  const { datasetId, sampleIds } = await readGroupMembers(tx, groupId);
  await openDataset(tx, datasetId);
  const labels = await tx.$queryRaw<GroupLabels['labels']>`
    SELECT label."labelClassId", label."labelSource"::text AS "labelSource", person.name AS "personName", count(*)::int AS count
    FROM "Label" AS label JOIN "Person" AS person ON person.id = label."personId"
    WHERE label."sampleId" = ANY(${sampleIds}::uuid[])
    GROUP BY 1, 2, 3 ORDER BY count DESC, 3, 1`;
  return { size: sampleIds.length, labels };
}
