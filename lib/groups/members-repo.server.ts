import type { Tx } from '@/lib/db/client.server';
import { NotFound } from '@/lib/errors';
import type { GroupSource } from '@/lib/operations/operation';

/** A group with the ids of its live members, most typical first. */
export type GroupMembers = {
  id: string;
  source: GroupSource;
  datasetId: string;
  title: string;
  words: { word: string; count: number }[];
  sampleIds: string[];
};

/** The members of any group, cluster or not. Throws NotFound. */
export async function readGroupMembers(tx: Tx, groupId: string): Promise<GroupMembers> {
  const rows = await tx.$queryRaw<GroupMembers[]>`
    SELECT cluster.id, 'cluster' AS source, run."datasetId", cluster.title, cluster.words,
           ARRAY(SELECT member."sampleId" FROM "ClusterMember" AS member
                 JOIN "Sample" AS sample ON sample.id = member."sampleId" AND sample."deletedAt" IS NULL
                 WHERE member."clusterId" = cluster.id ORDER BY member.rank) AS "sampleIds"
    FROM "Cluster" AS cluster JOIN "ClusterRun" AS run ON run.id = cluster."runId" WHERE cluster.id = ${groupId}::uuid
    UNION ALL
    SELECT grouped.id, grouped.source::text, grouped."datasetId", grouped.title, grouped.words,
           ARRAY(SELECT place.id FROM unnest(grouped."sampleIds") WITH ORDINALITY AS place (id, rank)
                 JOIN "Sample" AS sample ON sample.id = place.id AND sample."deletedAt" IS NULL ORDER BY place.rank)
    FROM "Group" AS grouped WHERE grouped.id = ${groupId}::uuid`;
  const [row] = rows;
  if (row === undefined) throw new NotFound('group', groupId);
  return row;
}
