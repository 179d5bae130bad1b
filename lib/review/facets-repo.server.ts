import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { idList } from '@/lib/db/list-value.server';
import { openSelections, type Selection } from '@/lib/review/facet-selection-repo.server';
import { countMetadata } from '@/lib/review/metadata-facets-repo.server';
import { isOutlier } from '@/lib/review/sample-filter-repo.server';
import type { SampleFacets, SampleFilter } from '@/lib/samples/sample';

type Search = { dataset: AuthorizedDataset; filter: SampleFilter };

/** Percentiles of their cluster from which on samples count as outliers. */
const OUTLIER_PERCENTILES = [95, 99];

/**
 * How many samples each choice of each filter would show, given the other filters; choices that show none are left out.
 * Of more than 20,000 samples every so-many-th is counted (`countedEvery`), but for what counters tell of a whole dataset.
 */
export async function countFacets(tx: Tx, dataset: AuthorizedDataset, filter: SampleFilter): Promise<SampleFacets> {
  const search = { dataset, filter };
  const selections = await openSelections(tx, dataset, filter);
  const [all, ofState, ofClass, ofCluster, ofImport, ofSource, ofGroupSource, ofOutlier, ofValue, ofRange] =
    await Promise.all([
      selections.all,
      selections.of('state'),
      selections.of('class'),
      selections.of('cluster'),
      selections.of('import'),
      selections.of('source'),
      selections.of('groupSource'),
      selections.of('outlier'),
      selections.of('value'),
      selections.of('range'),
    ]);
  const [states, classes, clusters, imports, sources, groupSources, outliers, metadata] = await Promise.all([
    countStates(tx, search, ofState),
    countClasses(tx, search, ofClass),
    countClusters(tx, search, ofCluster),
    countImports(tx, ofImport),
    countSources(tx, ofSource),
    countGroupSources(tx, ofGroupSource),
    countOutliers(tx, search, ofOutlier),
    countMetadata(tx, dataset, { values: ofValue, ranges: ofRange }),
  ]);
  const { totalCount, every: countedEvery } = all;
  return { totalCount, states, classes, clusters, imports, sources, groupSources, outliers, metadata, countedEvery };
}

/** Among the samples that were drawn; what is rare is counted whole, from its own table. */
async function countStates(tx: Tx, { dataset }: Search, drawn: Selection): Promise<SampleFacets['states']> {
  const [[counts], rare] = await Promise.all([
    tx.$queryRaw<{ labeled: number; suggested: number }[]>`
      SELECT count(*) FILTER (WHERE l."found")::int AS "labeled",
        count(*) FILTER (WHERE l."found" IS NULL AND g."found")::int AS "suggested"
      FROM unnest(${idList(drawn.ids)}) AS s("id")
      LEFT JOIN LATERAL (SELECT true AS "found" FROM "Label" WHERE "sampleId" = s."id" LIMIT 1) l ON true
      LEFT JOIN LATERAL (SELECT true AS "found" FROM "Suggestion" WHERE "sampleId" = s."id" LIMIT 1) g ON true`,
    countRare(tx, dataset, drawn),
  ]);
  const suggested = (counts?.suggested ?? 0) * drawn.every;
  const { labeledCount } = await getProgress(tx, dataset);
  const labeled = drawn.isWhole ? labeledCount : (counts?.labeled ?? 0) * drawn.every;
  return { labeled, unlabeled: Math.max(0, drawn.totalCount - labeled), suggested, ...rare };
}

async function countRare(
  tx: Tx,
  dataset: AuthorizedDataset,
  drawn: Selection,
): Promise<{ excluded: number; failed: number }> {
  if (drawn.isWhole) {
    const live = Prisma.sql`s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NULL`;
    const [row] = await tx.$queryRaw<{ excluded: number; failed: number }[]>`
      SELECT (SELECT count(DISTINCT s."id") FROM "Exclusion" x JOIN "Sample" s ON s."id" = x."sampleId"
          WHERE x."datasetId" = ${dataset.id}::uuid AND ${live})::int AS "excluded",
        (SELECT count(DISTINCT s."id") FROM "EmbeddingProblem" p JOIN "Sample" s ON s."id" = p."sampleId" WHERE ${live})::int AS "failed"`;
    return row ?? { excluded: 0, failed: 0 };
  }
  const [row] = await tx.$queryRaw<{ excluded: number; failed: number }[]>`
    SELECT (SELECT count(DISTINCT "sampleId") FROM "Exclusion" WHERE "sampleId" = ANY(${idList(drawn.ids)}))::int AS "excluded",
      (SELECT count(DISTINCT "sampleId") FROM "EmbeddingProblem" WHERE "sampleId" = ANY(${idList(drawn.ids)}))::int AS "failed"`;
  return { excluded: (row?.excluded ?? 0) * drawn.every, failed: (row?.failed ?? 0) * drawn.every };
}

async function countClasses(tx: Tx, { dataset }: Search, drawn: Selection): Promise<SampleFacets['classes']> {
  if (drawn.isWhole) {
    return await tx.$queryRaw<SampleFacets['classes']>`
      SELECT "id" AS "labelClassId", "labelCount" AS "count" FROM "LabelClass"
      WHERE "datasetId" = ${dataset.id}::uuid AND "deletedAt" IS NULL AND "labelCount" > 0 ORDER BY "position", "slot"`;
  }
  return await tx.$queryRaw<SampleFacets['classes']>`
    SELECT c."id" AS "labelClassId", count(*)::int * ${drawn.every}::int AS "count"
    FROM unnest(${idList(drawn.ids)}) AS s("id") JOIN "Label" l ON l."sampleId" = s."id"
    JOIN "LabelClass" c ON c."id" = l."labelClassId" GROUP BY c."id" ORDER BY c."position", c."slot"`;
}

const currentRun = (dataset: AuthorizedDataset) => Prisma.sql`(
  SELECT "id" FROM "ClusterRun" WHERE "datasetId" = ${dataset.id}::uuid ORDER BY "number" DESC LIMIT 1)`;

/**
 * Clusters of the current run, and the one that is filtered by, whichever run it belongs to. Of a whole large dataset the
 * sizes stand for the counts: they do not know what was deleted since the run.
 */
async function countClusters(tx: Tx, { dataset, filter }: Search, drawn: Selection): Promise<SampleFacets['clusters']> {
  const chosen = filter.cluster === undefined ? Prisma.empty : Prisma.sql`OR k."id" = ${filter.cluster}::uuid`;
  const shown = Prisma.sql`(k."runId" = ${currentRun(dataset)} ${chosen})`;
  if (drawn.isWhole && drawn.every > 1) {
    return await tx.$queryRaw<SampleFacets['clusters']>`
      SELECT k."id" AS "clusterId", k."number", k."title", k."size" AS "count" FROM "Cluster" k WHERE ${shown}
      ORDER BY k."number"`;
  }
  return await tx.$queryRaw<SampleFacets['clusters']>`
    SELECT k."id" AS "clusterId", k."number", k."title", count(*)::int * ${drawn.every}::int AS "count"
    FROM unnest(${idList(drawn.ids)}) AS s("id") JOIN "ClusterMember" m ON m."sampleId" = s."id"
    JOIN "Cluster" k ON k."id" = m."clusterId" WHERE ${shown} GROUP BY k."id" ORDER BY k."number"`;
}

// Pairs are made distinct by hashing before they are counted: count(DISTINCT …) would sort them all.
async function countImports(tx: Tx, drawn: Selection): Promise<SampleFacets['imports']> {
  return await tx.$queryRaw<SampleFacets['imports']>`
    SELECT i."id" AS "importId", i."name", count(*)::int * ${drawn.every}::int AS "count" FROM (
      SELECT DISTINCT o."importId", s."id" FROM unnest(${idList(drawn.ids)}) AS s("id")
      JOIN "SampleOrigin" o ON o."sampleId" = s."id") pair
    JOIN "Import" i ON i."id" = pair."importId" AND i."deletedAt" IS NULL
    GROUP BY i."id" ORDER BY i."createdAt", i."id"`;
}

async function countSources(tx: Tx, drawn: Selection): Promise<SampleFacets['sources']> {
  return await tx.$queryRaw<SampleFacets['sources']>`
    SELECT pair."labelSource"::text AS "labelSource", count(*)::int * ${drawn.every}::int AS "count" FROM (
      SELECT DISTINCT l."labelSource", s."id" FROM unnest(${idList(drawn.ids)}) AS s("id")
      JOIN "Label" l ON l."sampleId" = s."id") pair
    GROUP BY pair."labelSource" ORDER BY pair."labelSource"`;
}

async function countGroupSources(tx: Tx, drawn: Selection): Promise<SampleFacets['groupSources']> {
  return await tx.$queryRaw<SampleFacets['groupSources']>`
    SELECT pair."groupSource"::text AS "groupSource", count(*)::int * ${drawn.every}::int AS "count" FROM (
      SELECT DISTINCT p."groupSource", s."id" FROM unnest(${idList(drawn.ids)}) AS s("id")
      JOIN "Label" l ON l."sampleId" = s."id" JOIN "Operation" p ON p."id" = l."operationId"
      WHERE p."groupSource" IS NOT NULL) pair
    GROUP BY pair."groupSource" ORDER BY pair."groupSource"`;
}

async function countOutliers(tx: Tx, { dataset }: Search, drawn: Selection): Promise<SampleFacets['outliers']> {
  const rows = await tx.$queryRaw<SampleFacets['outliers']>`
    SELECT p.percentile AS "atLeast", (count(*) FILTER (
      WHERE ${isOutlier(Prisma.sql`p.percentile::float8`)}))::int * ${drawn.every}::int AS "count"
    FROM unnest(${idList(drawn.ids)}) AS s("id")
    JOIN "ClusterMember" m ON m."sampleId" = s."id" AND m."runId" = ${currentRun(dataset)}
    JOIN "Cluster" k ON k."id" = m."clusterId" CROSS JOIN unnest(${OUTLIER_PERCENTILES}::int[]) AS p(percentile)
    GROUP BY p.percentile ORDER BY p.percentile`;
  return rows.filter(({ count }) => count > 0);
}
