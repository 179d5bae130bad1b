import type { OpenGroup } from '@/lib/clusters/cluster';
import { summarizeClusters } from '@/lib/clusters/queue-repo.server';
import { summarizeRun } from '@/lib/clusters/repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { NotFound } from '@/lib/errors';
import type { LabelSource } from '@/lib/operations/operation';

type MemberRow = {
  sampleId: string;
  preview: string;
  distance: number;
  labelClassId: string | null;
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
  const dataset = await openDataset(tx, run.datasetId);
  const { revision } = await tx.dataset.findUniqueOrThrow({ where: { id: dataset.id }, select: { revision: true } });
  const members = await readMembers(tx, { runId: run.id, clusterId });
  const [cluster] = await summarizeClusters(tx, { runId: run.id, clusterId });
  if (cluster === undefined) throw new NotFound('cluster', clusterId);
  const { waitingCount: _, ...summary } = cluster;
  return { cluster: summary, run: summarizeRun(run), revision: Number(revision), ...toColumns(members) };
}

function toColumns(members: readonly MemberRow[]): Omit<OpenGroup, 'cluster' | 'run' | 'revision'> {
  return {
    sampleIds: members.map((member) => member.sampleId),
    previews: members.map((member) => member.preview),
    distances: members.map((member) => member.distance),
    labelClassIds: members.map((member) => member.labelClassId),
    labelSources: members.map((member) => member.labelSource),
    suggestedClassIds: members.map((member) => member.suggestedClassId),
    suggestedConfidences: members.map((member) => member.confidence),
    excludedClassIds: members.map((member) => member.excludedClassIds),
  };
}

async function readMembers(tx: Tx, { runId, clusterId }: { runId: string; clusterId: string }): Promise<MemberRow[]> {
  return tx.$queryRaw<MemberRow[]>`
    SELECT member."sampleId", sample.preview, member.distance::float8 AS distance,
           label."labelClassId", label."labelSource",
           suggestion."labelClassId" AS "suggestedClassId", suggestion.confidence::float8 AS confidence,
           exclusion.ids AS "excludedClassIds"
    FROM "ClusterMember" AS member
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
    WHERE member."runId" = ${runId}::uuid AND member."clusterId" = ${clusterId}::uuid
    ORDER BY member.rank`;
}
