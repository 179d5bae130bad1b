import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { Prisma } from '@/lib/db/generated/client';
import type { SampleFilter } from '@/lib/samples/sample';

export type FilterName = keyof SampleFilter;

/**
 * The condition on "Sample" s that a filter stands for: live samples of the dataset that meet every part of it, but
 * those in `without`, which a facet leaves out to count its own choices.
 */
export function matchSamples(
  dataset: AuthorizedDataset,
  filter: SampleFilter,
  without: readonly FilterName[] = [],
): Prisma.Sql {
  const has = <N extends FilterName>(name: N): SampleFilter[N] | undefined =>
    without.includes(name) ? undefined : filter[name];
  const conditions = [
    Prisma.sql`s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NULL`,
    matchState(has('state')),
    matchClass(has('class')),
    matchCluster(has('cluster')),
    matchImport(has('import')),
    matchSource(has('source')),
    matchWords(dataset, has('q')),
  ];
  return Prisma.join(
    conditions.filter((condition) => condition !== null),
    ' AND ',
  );
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

function matchSource(labelSource: SampleFilter['source']): Prisma.Sql | null {
  if (labelSource === undefined) return null;
  return Prisma.sql`EXISTS (
    SELECT FROM "Label" l WHERE l."sampleId" = s."id" AND l."labelSource" = ${labelSource}::"LabelSource")`;
}

/**
 * Words anywhere in a text, or in any name of an image. A text that fits into its preview is never read from the table
 * of payloads.
 */
function matchWords(dataset: AuthorizedDataset, q: SampleFilter['q']): Prisma.Sql | null {
  if (q === undefined || q === '') return null;
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  // The columns compare by code point, which folds the case of ASCII only; ICU folds all, more slowly.
  const folding = /^[\x20-\x7e]*$/.test(q) ? Prisma.sql`COLLATE "C"` : Prisma.sql`COLLATE "und-x-icu"`;
  if (dataset.modality === 'image') {
    return Prisma.sql`(s."preview" ${folding} ILIKE ${pattern} OR EXISTS (
      SELECT FROM "SampleOrigin" o WHERE o."sampleId" = s."id" AND o."name" ${folding} ILIKE ${pattern}))`;
  }
  return Prisma.sql`(s."preview" ${folding} ILIKE ${pattern}
    OR s."sizeBytes" > octet_length(s."preview") AND EXISTS (
      SELECT FROM "SampleText" t WHERE t."sampleId" = s."id" AND t."text" ${folding} ILIKE ${pattern}))`;
}
