import { summarizeRun } from '@/lib/clusters/repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { OpenGroup } from '@/lib/groups/group';
import { summarizeClusters, summarizeGroups } from '@/lib/groups/heads-repo.server';
import { findGroup } from '@/lib/groups/repo.server';
import type { LabelSource } from '@/lib/operations/operation';

type MemberRow = {
  sampleId: string;
  preview: string;
  distance: number;
  labelClassId: string | null;
  labelClassIds: string[];
  labelSource: LabelSource | null;
  suggestedClassId: string | null;
  confidence: number | null;
  excludedClassIds: string[] | null;
};

/**
 * Opens one cluster: its live members from core to fringe, column by column, with label, suggestion
 * and exclusions of each. `revision` is read first, so a change in between counts as unseen.
 * Throws NotFound for an unknown cluster and for one of a deleted dataset.
 */
export async function openCluster(tx: Tx, clusterId: string): Promise<OpenGroup> {
  const row = await tx.cluster.findUnique({
    where: { id: clusterId },
    select: { run: { include: { model: { select: { name: true } } } } },
  });
  if (row === null) throw new NotFound('cluster', clusterId);
  const { run } = row;
  const { revision, isMultiLabel } = await readRevision(tx, run.datasetId);
  const members = await readMembers(
    tx,
    Prisma.sql`
      SELECT "sampleId", distance, rank FROM "ClusterMember"
      WHERE "runId" = ${run.id}::uuid AND "clusterId" = ${clusterId}::uuid`,
  );
  const [listed] = await summarizeClusters(tx, { runId: run.id, datasetId: run.datasetId, clusterId });
  if (listed === undefined) throw new NotFound('cluster', clusterId);
  return { head: listed.head, run: summarizeRun(run), revision, ...toColumns(members, isMultiLabel) };
}

/** Opens any group by its id: a cluster as `openCluster` does, or samples that something else brought together. */
export async function openGroup(tx: Tx, groupId: string): Promise<OpenGroup> {
  const group = await findGroup(tx, groupId);
  if (group === null) return openCluster(tx, groupId);
  const { revision, isMultiLabel } = await readRevision(tx, group.datasetId);
  const members = await readMembers(
    tx,
    Prisma.sql`
      SELECT place."sampleId", place.distance, place.rank
      FROM "Group" AS grouped,
           unnest(grouped."sampleIds", grouped.distances) WITH ORDINALITY AS place ("sampleId", distance, rank)
      WHERE grouped.id = ${groupId}::uuid`,
  );
  const [listed] = await summarizeGroups(tx, [groupId]);
  if (listed === undefined) throw new NotFound('group', groupId);
  return { head: listed.head, run: null, revision, ...toColumns(members, isMultiLabel) };
}

async function readRevision(tx: Tx, datasetId: string): Promise<{ revision: number; isMultiLabel: boolean }> {
  const dataset = await openDataset(tx, datasetId);
  const { revision } = await tx.dataset.findUniqueOrThrow({ where: { id: dataset.id }, select: { revision: true } });
  return { revision: Number(revision), isMultiLabel: dataset.isMultiLabel };
}

function toColumns(members: readonly MemberRow[], isMultiLabel: boolean): Omit<OpenGroup, 'head' | 'run' | 'revision'> {
  return {
    sampleIds: members.map((member) => member.sampleId),
    previews: members.map((member) => member.preview),
    distances: members.map((member) => member.distance),
    labelClassIds: members.map((member) => member.labelClassId),
    ...(isMultiLabel
      ? { allLabelClassIds: members.map(({ labelClassIds }) => (labelClassIds.length === 0 ? null : labelClassIds)) }
      : {}),
    labelSources: members.map((member) => member.labelSource),
    suggestedClassIds: members.map((member) => member.suggestedClassId),
    suggestedConfidences: members.map((member) => member.confidence),
    excludedClassIds: members.map((member) => member.excludedClassIds),
  };
}

/** The live ones of `members` ("sampleId", distance, rank), by rank. */
async function readMembers(tx: Tx, members: Prisma.Sql): Promise<MemberRow[]> {
  return tx.$queryRaw<MemberRow[]>`
    SELECT member."sampleId", sample.preview, member.distance::float8 AS distance,
           label."labelClassId", label."labelSource", ARRAY(
             SELECT "labelClassId" FROM "Label" WHERE "sampleId" = member."sampleId" ORDER BY "decidedAt" DESC, "labelClassId"
           ) AS "labelClassIds",
           suggestion."labelClassId" AS "suggestedClassId", suggestion.confidence::float8 AS confidence,
           exclusion.ids AS "excludedClassIds"
    FROM (${members}) AS member
    JOIN "Sample" AS sample ON sample.id = member."sampleId" AND sample."deletedAt" IS NULL
    LEFT JOIN LATERAL (
      SELECT "labelClassId", "labelSource" FROM "Label"
      WHERE "sampleId" = member."sampleId" ORDER BY "decidedAt" DESC, "labelClassId" LIMIT 1) AS label ON true
    LEFT JOIN LATERAL (
      SELECT "labelClassId", confidence FROM "Suggestion"
      WHERE "sampleId" = member."sampleId"
      ORDER BY confidence DESC NULLS LAST, "sourceId" DESC, "labelClassId" LIMIT 1) AS suggestion ON true
    LEFT JOIN LATERAL (
      SELECT array_agg("labelClassId" ORDER BY "labelClassId") AS ids FROM "Exclusion"
      WHERE "sampleId" = member."sampleId") AS exclusion ON true
    ORDER BY member.rank`;
}
