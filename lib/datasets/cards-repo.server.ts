import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { listClasses } from '@/lib/datasets/classes-repo.server';
import type { DatasetCard } from '@/lib/datasets/dataset';
import type { ImportProgress, ProgressDetail } from '@/lib/datasets/progress';
import { getProgress, summarizeDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';

const GLIMPSE_SAMPLES = 12;

/** What the home page shows of a dataset, but for its clusters, which stand later in the pipeline. */
export type CardWithoutClusters = Omit<DatasetCard, 'clusterCount' | 'clustersLeft'>;

/** All datasets, or the deleted ones, newest change first. */
export async function listCards(tx: Tx, options: { deleted: boolean }): Promise<CardWithoutClusters[]> {
  const rows = await tx.dataset.findMany({
    where: { deletedAt: options.deleted ? { not: null } : null },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
  });
  const ids = rows.map((row) => row.id);
  const [glimpses, classes, versions, jobs] = await Promise.all([
    readGlimpses(tx, ids),
    readClassCounts(tx, ids),
    readNewestVersions(tx, ids),
    readRunningJobs(tx, ids),
  ]);
  return rows.map((row) => ({
    ...summarizeDataset(row),
    glimpse: glimpses.filter((one) => one.datasetId === row.id).map(({ sampleId, preview }) => ({ sampleId, preview })),
    classCounts: classes
      .filter((one) => one.datasetId === row.id)
      .map(({ labelClassId, name, slot, labelCount }) => ({ labelClassId, name, slot, labelCount })),
    newestVersionNumber: versions.find((one) => one.datasetId === row.id)?.number ?? null,
    runningJobId: jobs.find((one) => one.datasetId === row.id)?.id ?? null,
  }));
}

/** The order of payload hashes is as good as a draw, stays the same between visits, and has an index. */
function readGlimpses(tx: Tx, ids: string[]): Promise<{ datasetId: string; sampleId: string; preview: string }[]> {
  return tx.$queryRaw`
    SELECT listed."datasetId", picked."sampleId", picked."preview" FROM unnest(${ids}::uuid[]) AS listed("datasetId"),
    LATERAL (
      SELECT s."id" AS "sampleId", s."preview" FROM "Sample" s
      WHERE s."datasetId" = listed."datasetId" AND s."deletedAt" IS NULL
      ORDER BY s."payloadHash" LIMIT ${GLIMPSE_SAMPLES}
    ) AS picked`;
}

function readClassCounts(
  tx: Tx,
  ids: string[],
): Promise<{ datasetId: string; labelClassId: string; name: string; slot: number; labelCount: number }[]> {
  return tx.$queryRaw`
    SELECT "datasetId", "id" AS "labelClassId", "name", "slot", "labelCount" FROM "LabelClass"
    WHERE "datasetId" = ANY(${ids}::uuid[]) AND "deletedAt" IS NULL ORDER BY "position", "slot"`;
}

function readNewestVersions(tx: Tx, ids: string[]): Promise<{ datasetId: string; number: number }[]> {
  return tx.$queryRaw`
    SELECT "datasetId", max("number")::int AS "number" FROM "DatasetVersion"
    WHERE "datasetId" = ANY(${ids}::uuid[]) AND "status" = 'frozen' GROUP BY "datasetId"`;
}

function readRunningJobs(tx: Tx, ids: string[]): Promise<{ datasetId: string; id: string }[]> {
  return tx.$queryRaw`
    SELECT DISTINCT ON ("datasetId") "datasetId", "id" FROM "Job"
    WHERE "datasetId" = ANY(${ids}::uuid[]) AND "status" IN ('queued', 'running', 'paused')
    ORDER BY "datasetId", ("status" = 'running') DESC, "id"`;
}

/** Labels of live samples counted by class and by where they came from. */
export async function getProgressDetail(tx: Tx, dataset: AuthorizedDataset): Promise<ProgressDetail> {
  const [progress, classes, bySource] = await Promise.all([
    getProgress(tx, dataset),
    listClasses(tx, dataset),
    countBySource(tx, dataset),
  ]);
  return { progress, classes, bySource };
}

/** All labels are counted, and those of deleted samples, which are few, taken off again: no join of the many. */
async function countBySource(tx: Tx, dataset: AuthorizedDataset): Promise<ProgressDetail['bySource']> {
  return tx.$queryRaw`
    SELECT counted."labelSource", sum(counted."count")::int AS "count" FROM (
      SELECT "labelSource", count(*) AS "count" FROM "Label" WHERE "datasetId" = ${dataset.id}::uuid GROUP BY 1
      UNION ALL
      SELECT l."labelSource", -count(*) FROM "Sample" s JOIN "Label" l ON l."sampleId" = s."id"
      WHERE s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NOT NULL GROUP BY 1) AS counted
    GROUP BY 1 HAVING sum(counted."count") > 0 ORDER BY "count" DESC`;
}

/** Live samples and labeled ones by the import that first brought them, newest first. Looks at every sample. */
export async function countByImport(tx: Tx, dataset: AuthorizedDataset): Promise<ImportProgress[]> {
  return tx.$queryRaw`
    SELECT i."id" AS "importId", i."name", count(*)::int AS "sampleCount",
      count(*) FILTER (WHERE EXISTS (SELECT 1 FROM "Label" l WHERE l."sampleId" = s."id"))::int AS "labeledCount"
    FROM "Sample" s JOIN "Import" i ON i."id" = s."importId"
    WHERE s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NULL
    GROUP BY i."id", i."name" ORDER BY i."id" DESC`;
}
