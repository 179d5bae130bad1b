import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import { readFilter } from '@/lib/review/sample-filter-repo.server';
import type { SampleDetail, SampleFilter, SampleItem, SampleOriginItem, SamplePage } from '@/lib/samples/sample';

const itemColumns = Prisma.sql`
  s."id", s."preview", s."width", s."height",
  l."labelClassId", l."labelSource"::text AS "labelSource", ARRAY(
    SELECT "labelClassId" FROM "Label" WHERE "sampleId" = s."id" ORDER BY "decidedAt" DESC, "labelClassId") AS "labelClassIds",
  g."labelClassId" AS "suggestedClassId"`;

const itemJoins = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT "labelClassId", "labelSource" FROM "Label" WHERE "sampleId" = s."id"
    ORDER BY "decidedAt" DESC, "labelClassId" LIMIT 1) l ON true
  LEFT JOIN LATERAL (
    SELECT "labelClassId" FROM "Suggestion" WHERE "sampleId" = s."id"
    ORDER BY "confidence" DESC NULLS LAST, "sourceId" DESC, "labelClassId" LIMIT 1) g ON true`;

/** One page of the samples that match, in the order of their ids, which is the order of their import. */
export async function listSamples(
  tx: Tx,
  dataset: AuthorizedDataset,
  page: { filter: SampleFilter; limit: number; after: string | null },
): Promise<SamplePage> {
  const { revision, sampleCount } = await getProgress(tx, dataset);
  const { condition, instead } = await readFilter(tx, dataset, page.filter);
  const after = page.after === null ? Prisma.empty : Prisma.sql`AND s."id" > ${page.after}::uuid`;
  const isFiltered = Object.values(page.filter).some((value) => value !== undefined && value !== '');
  const rows = await tx.$queryRaw<SampleItem[]>`
    SELECT ${itemColumns} FROM (
      SELECT s.* FROM "Sample" s WHERE ${condition} ${after} ORDER BY s."id" LIMIT ${page.limit + 1}) s
    ${itemJoins} ORDER BY s."id"`;
  const samples = rows.slice(0, page.limit);
  const hasMore = rows.length > page.limit;
  const countOfPage = page.after === null && !hasMore ? samples.length : null;
  return {
    samples,
    nextCursor: hasMore ? (samples.at(-1)?.id ?? null) : null,
    totalCount: isFiltered ? countOfPage : sampleCount,
    revision,
    instead,
  };
}

/** Some samples by their ids, in the order asked for; those that are gone or deleted are left out. */
export async function readItems(tx: Tx, sampleIds: readonly string[]): Promise<SampleItem[]> {
  const rows = await tx.$queryRaw<SampleItem[]>`
    SELECT ${itemColumns}
    FROM unnest(${[...sampleIds]}::uuid[]) WITH ORDINALITY AS asked("id", "position")
    JOIN "Sample" s ON s."id" = asked."id" AND s."deletedAt" IS NULL
    ${itemJoins} ORDER BY asked."position"`;
  return rows;
}

/** The dataset of a sample, deleted or not. Throws NotFound, also when the dataset is deleted. */
export async function openSample(tx: Tx, sampleId: string): Promise<{ id: string; dataset: AuthorizedDataset }> {
  const sample = await tx.sample.findUnique({ where: { id: sampleId }, select: { id: true, datasetId: true } });
  if (sample === null) throw new NotFound('sample', sampleId);
  return { id: sample.id, dataset: await openDataset(tx, sample.datasetId) };
}

/** One sample with everything that is known of it, also while it is deleted. Throws NotFound. */
export async function readSampleDetail(tx: Tx, sampleId: string): Promise<SampleDetail> {
  const { dataset } = await openSample(tx, sampleId);
  // The revision comes first, so that a change in between counts as unseen.
  const { revision } = await getProgress(tx, dataset);
  const sample = await tx.sample.findUnique({
    where: { id: sampleId },
    include: {
      text: { select: { text: true } },
      origins: { include: { import: { select: { name: true } } }, orderBy: { id: 'asc' } },
      suggestions: { orderBy: [{ confidence: { sort: 'desc', nulls: 'last' } }, { labelClassId: 'asc' }] },
    },
  });
  if (sample === null) throw new NotFound('sample', sampleId);
  const label = await readNewestLabel(tx, sampleId);
  const labels = await tx.label.findMany({
    where: { sampleId },
    orderBy: [{ decidedAt: 'desc' }, { labelClassId: 'asc' }],
    select: { labelClassId: true },
  });
  const exclusions = await tx.exclusion.findMany({ where: { sampleId }, orderBy: { labelClassId: 'asc' } });
  return {
    id: sample.id,
    datasetId: sample.datasetId,
    preview: sample.preview,
    width: sample.width,
    height: sample.height,
    revision,
    labelClassId: label?.labelClassId ?? null,
    labelClassIds: labels.map((one) => one.labelClassId),
    labelSource: label?.labelSource ?? null,
    suggestedClassId: sample.suggestions[0]?.labelClassId ?? null,
    sizeBytes: sample.sizeBytes,
    payloadHash: Buffer.from(sample.payloadHash).toString('hex'),
    text: sample.text?.text ?? null,
    createdAt: sample.createdAt.toISOString(),
    deletedAt: sample.deletedAt?.toISOString() ?? null,
    origins: sample.origins.map(toOrigin),
    excludedClassIds: exclusions.map((exclusion) => exclusion.labelClassId),
    suggestions: sample.suggestions.map(({ labelClassId, labelSource, confidence }) => ({
      labelClassId,
      labelSource,
      confidence,
    })),
    label: label ?? null,
  };
}

async function readNewestLabel(tx: Tx, sampleId: string): Promise<SampleDetail['label'] | undefined> {
  const rows = await tx.$queryRaw<(Omit<NonNullable<SampleDetail['label']>, 'decidedAt'> & { decidedAt: Date })[]>`
    SELECT l."labelClassId", l."labelSource"::text AS "labelSource", p."name" AS "personName", l."decidedAt"
    FROM "Label" l JOIN "Person" p ON p."id" = l."personId"
    WHERE l."sampleId" = ${sampleId}::uuid ORDER BY l."decidedAt" DESC, l."labelClassId" LIMIT 1`;
  return rows.map((row) => ({ ...row, decidedAt: row.decidedAt.toISOString() }))[0];
}

type OriginRow = Omit<SampleOriginItem, 'importName' | 'metadata'> & {
  metadata: Prisma.JsonValue;
  import: { name: string };
};

function toOrigin(row: OriginRow): SampleOriginItem {
  return {
    importId: row.importId,
    importName: row.import.name,
    fileName: row.fileName,
    position: row.position,
    name: row.name,
    externalId: row.externalId,
    label: row.label,
    metadata: row.metadata as Record<string, string> | null,
  };
}
