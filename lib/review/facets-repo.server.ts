import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { IS_EXCLUDED, IS_FAILED, IS_LABELED, IS_SUGGESTED, matchSamples } from '@/lib/review/sample-filter-repo.server';
import type { SampleFacets, SampleFilter } from '@/lib/samples/sample';

type Search = { dataset: AuthorizedDataset; filter: SampleFilter };

/** How many samples each choice of each filter would show, given the other filters; choices that show none are left out. */
export async function countFacets(tx: Tx, dataset: AuthorizedDataset, filter: SampleFilter): Promise<SampleFacets> {
  const search = { dataset, filter };
  const [totalCount, states, classes, clusters, imports, sources] = await Promise.all([
    countMatching(tx, search),
    countStates(tx, search),
    countClasses(tx, search),
    countClusters(tx, search),
    countImports(tx, search),
    countSources(tx, search),
  ]);
  return { totalCount, states, classes, clusters, imports, sources };
}

async function countMatching(tx: Tx, { dataset, filter }: Search): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Sample" s WHERE ${matchSamples(dataset, filter)}`;
  return rows[0]?.count ?? 0;
}

async function countStates(tx: Tx, { dataset, filter }: Search): Promise<SampleFacets['states']> {
  const rows = await tx.$queryRaw<SampleFacets['states'][]>`
    SELECT count(*) FILTER (WHERE "isLabeled")::int AS "labeled",
      count(*) FILTER (WHERE NOT "isLabeled")::int AS "unlabeled",
      count(*) FILTER (WHERE NOT "isLabeled" AND "isSuggested")::int AS "suggested",
      count(*) FILTER (WHERE "isExcluded")::int AS "excluded",
      count(*) FILTER (WHERE "isFailed")::int AS "failed"
    FROM (
      SELECT ${IS_LABELED} AS "isLabeled", ${IS_SUGGESTED} AS "isSuggested", ${IS_EXCLUDED} AS "isExcluded",
        ${IS_FAILED} AS "isFailed"
      FROM "Sample" s WHERE ${matchSamples(dataset, filter, ['state'])}) AS flags`;
  return rows[0] ?? { labeled: 0, unlabeled: 0, suggested: 0, excluded: 0, failed: 0 };
}

async function countClasses(tx: Tx, { dataset, filter }: Search): Promise<SampleFacets['classes']> {
  return await tx.$queryRaw<SampleFacets['classes']>`
    SELECT c."id" AS "labelClassId", count(*)::int AS "count"
    FROM "Sample" s JOIN "Label" l ON l."sampleId" = s."id" JOIN "LabelClass" c ON c."id" = l."labelClassId"
    WHERE ${matchSamples(dataset, filter, ['class'])} GROUP BY c."id" ORDER BY c."position", c."slot"`;
}

/** Clusters of the current run, and the one that is filtered by, whichever run it belongs to. */
async function countClusters(tx: Tx, { dataset, filter }: Search): Promise<SampleFacets['clusters']> {
  const chosen = filter.cluster === undefined ? Prisma.empty : Prisma.sql`OR k."id" = ${filter.cluster}::uuid`;
  return await tx.$queryRaw<SampleFacets['clusters']>`
    SELECT k."id" AS "clusterId", k."number", k."title", count(*)::int AS "count"
    FROM "Cluster" k JOIN "ClusterMember" m ON m."clusterId" = k."id" JOIN "Sample" s ON s."id" = m."sampleId"
    WHERE (k."runId" = (
        SELECT "id" FROM "ClusterRun" WHERE "datasetId" = ${dataset.id}::uuid ORDER BY "number" DESC LIMIT 1) ${chosen})
      AND ${matchSamples(dataset, filter, ['cluster'])}
    GROUP BY k."id" ORDER BY k."number"`;
}

// Pairs are made distinct by hashing before they are counted: count(DISTINCT …) would sort them all.
async function countImports(tx: Tx, { dataset, filter }: Search): Promise<SampleFacets['imports']> {
  return await tx.$queryRaw<SampleFacets['imports']>`
    SELECT i."id" AS "importId", i."name", count(*)::int AS "count" FROM (
      SELECT DISTINCT o."importId", s."id" FROM "Sample" s JOIN "SampleOrigin" o ON o."sampleId" = s."id"
      WHERE ${matchSamples(dataset, filter, ['import'])}) pair
    JOIN "Import" i ON i."id" = pair."importId" AND i."deletedAt" IS NULL
    GROUP BY i."id" ORDER BY i."createdAt", i."id"`;
}

async function countSources(tx: Tx, { dataset, filter }: Search): Promise<SampleFacets['sources']> {
  return await tx.$queryRaw<SampleFacets['sources']>`
    SELECT pair."labelSource"::text AS "labelSource", count(*)::int AS "count" FROM (
      SELECT DISTINCT l."labelSource", s."id" FROM "Sample" s JOIN "Label" l ON l."sampleId" = s."id"
      WHERE ${matchSamples(dataset, filter, ['source'])}) pair
    GROUP BY pair."labelSource" ORDER BY pair."labelSource"`;
}
