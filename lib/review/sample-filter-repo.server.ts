import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { matchMetadata } from '@/lib/review/metadata-filter-repo.server';
import { type FoundWords, matchWords } from '@/lib/review/words-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

export type FilterName = keyof SampleFilter;

/** What a filter came to: the condition on "Sample" s, and words that stand in for one that no sample has. */
export type ReadFilter = {
  condition: Prisma.Sql;
  /** The same without some parts of the filter, which a facet leaves out to count its own choices. */
  without: (...names: FilterName[]) => Prisma.Sql;
  instead: FoundWords['instead'];
};

/** Reads a filter: live samples of the dataset that meet every part of it. Asks the database what its words lead to. */
export async function readFilter(tx: Tx, dataset: AuthorizedDataset, filter: SampleFilter): Promise<ReadFilter> {
  const q = filter.q?.trim() ?? '';
  const [words, values, ranges] = await Promise.all([
    q === '' ? null : matchWords(tx, dataset, q),
    matchMetadata(tx, dataset, { value: filter.value }),
    matchMetadata(tx, dataset, { range: filter.range }),
  ]);
  const parts: [FilterName | null, Prisma.Sql | null][] = [
    [null, Prisma.sql`s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NULL`],
    ['state', matchState(filter.state)],
    ['class', matchClass(filter.class)],
    ['cluster', matchCluster(filter.cluster)],
    ['import', matchImport(filter.import)],
    ['operation', matchOperation(filter.operation)],
    ['group', matchGroup(filter.group)],
    ['source', matchSource(filter.source)],
    ['groupSource', matchGroupSource(filter.groupSource)],
    ['outlier', matchOutlier(dataset, filter.outlier)],
    ['value', values],
    ['range', ranges],
    ['q', words?.condition ?? null],
  ];
  const without = (...names: FilterName[]) =>
    Prisma.join(
      parts.flatMap(([name, part]) => (part === null || (name !== null && names.includes(name)) ? [] : [part])),
      ' AND ',
    );
  return { condition: without(), without, instead: words?.instead ?? [] };
}

/** The condition on "Sample" s that a filter stands for. */
export async function matchSamples(tx: Tx, dataset: AuthorizedDataset, filter: SampleFilter): Promise<Prisma.Sql> {
  return (await readFilter(tx, dataset, filter)).condition;
}

/** Whether a sample carries a label, an exclusion, a suggestion, or could not be embedded. */
export const IS_LABELED = Prisma.sql`EXISTS (SELECT FROM "Label" l WHERE l."sampleId" = s."id")`;
export const IS_EXCLUDED = Prisma.sql`EXISTS (SELECT FROM "Exclusion" x WHERE x."sampleId" = s."id")`;
export const IS_SUGGESTED = Prisma.sql`EXISTS (SELECT FROM "Suggestion" g WHERE g."sampleId" = s."id")`;
export const IS_FAILED = Prisma.sql`EXISTS (SELECT FROM "EmbeddingProblem" p WHERE p."sampleId" = s."id")`;

function matchState(state: SampleFilter['state']): Prisma.Sql | null {
  switch (state) {
    case 'labeled':
      return IS_LABELED;
    case 'unlabeled':
      return Prisma.sql`NOT ${IS_LABELED}`;
    case 'suggested':
      return Prisma.sql`NOT ${IS_LABELED} AND ${IS_SUGGESTED}`;
    case 'excluded':
      return IS_EXCLUDED;
    case 'failed':
      return IS_FAILED;
    case undefined:
      return null;
  }
}

function matchClass(labelClassIds: SampleFilter['class']): Prisma.Sql | null {
  if (labelClassIds === undefined || labelClassIds.length === 0) return null;
  return Prisma.sql`EXISTS (
    SELECT FROM "Label" l WHERE l."sampleId" = s."id" AND l."labelClassId" = ANY(${labelClassIds}::uuid[]))`;
}

function matchCluster(clusterId: SampleFilter['cluster']): Prisma.Sql | null {
  if (clusterId === undefined) return null;
  return Prisma.sql`s."id" IN (SELECT m."sampleId" FROM "ClusterMember" m WHERE m."clusterId" = ${clusterId}::uuid)`;
}

function matchImport(importId: SampleFilter['import']): Prisma.Sql | null {
  if (importId === undefined) return null;
  return Prisma.sql`s."id" IN (SELECT o."sampleId" FROM "SampleOrigin" o WHERE o."importId" = ${importId}::uuid)`;
}

function matchOperation(operationId: SampleFilter['operation']): Prisma.Sql | null {
  if (operationId === undefined) return null;
  return Prisma.sql`s."id" IN (SELECT e."sampleId" FROM "OperationEffect" e WHERE e."operationId" = ${operationId}::uuid)`;
}

function matchSource(labelSource: SampleFilter['source']): Prisma.Sql | null {
  if (labelSource === undefined) return null;
  return Prisma.sql`EXISTS (
    SELECT FROM "Label" l WHERE l."sampleId" = s."id" AND l."labelSource" = ${labelSource}::"LabelSource")`;
}

function matchGroup(groupId: SampleFilter['group']): Prisma.Sql | null {
  if (groupId === undefined) return null;
  return Prisma.sql`s."id" IN (SELECT unnest(g."sampleIds") FROM "Group" g WHERE g."id" = ${groupId}::uuid)`;
}

function matchGroupSource(groupSource: SampleFilter['groupSource']): Prisma.Sql | null {
  if (groupSource === undefined) return null;
  return Prisma.sql`EXISTS (
    SELECT FROM "Label" l JOIN "Operation" p ON p."id" = l."operationId"
    WHERE l."sampleId" = s."id" AND p."groupSource" = ${groupSource}::"GroupSource")`;
}

/** Members of the current run behind so many percent of their cluster, in the order of their distance to its centre. */
function matchOutlier(dataset: AuthorizedDataset, outlier: SampleFilter['outlier']): Prisma.Sql | null {
  if (outlier === undefined) return null;
  return Prisma.sql`s."id" IN (
    SELECT m."sampleId" FROM "Cluster" k JOIN "ClusterMember" m ON m."clusterId" = k."id"
      AND ${isOutlier(Prisma.sql`${outlier}::float8`)}
    WHERE k."runId" = (
      SELECT "id" FROM "ClusterRun" WHERE "datasetId" = ${dataset.id}::uuid ORDER BY "number" DESC LIMIT 1))`;
}

/** Of the golden ratio: multiples of it, without their whole part, fill 0 to 1 more evenly than chance would. */
const GOLDEN = 0.618033988749895;

/**
 * Whether member "ClusterMember" m is among the farthest of its "Cluster" k; 95 are the farthest twentieth. Of n members
 * floor(n × share + u) are, u between 0 and 1 by the number of the cluster: the share holds over all clusters together,
 * where rounding each by itself would take one of every small cluster, or none (Weyl's additive recurrence).
 */
export function isOutlier(percentile: Prisma.Sql): Prisma.Sql {
  const wanted = Prisma.sql`k."size" * (100 - ${percentile}) / 100`;
  const offset = Prisma.sql`(k."number" * ${GOLDEN}::float8 - floor(k."number" * ${GOLDEN}::float8))`;
  return Prisma.sql`m."rank" >= k."size" - floor(${wanted} + ${offset})`;
}
