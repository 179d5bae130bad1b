import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import { matchSamples } from '@/lib/review/sample-filter-repo.server';
import type { SampleDetail, SampleFilter, SampleItem, SampleOriginItem, SamplePage } from '@/lib/samples/sample';

type ItemRow = Omit<SampleItem, 'revision'> & { revision: bigint };

const itemColumns = Prisma.sql`
  s."id", s."preview", s."width", s."height", s."revision",
  l."labelClassId", l."labelSource"::text AS "labelSource", g."labelClassId" AS "suggestedClassId"`;

const itemJoins = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT "labelClassId", "labelSource" FROM "Label" WHERE "sampleId" = s."id"
    ORDER BY "decidedAt" DESC, "labelClassId" LIMIT 1) l ON true
  LEFT JOIN LATERAL (
    SELECT "labelClassId" FROM "Suggestion" WHERE "sampleId" = s."id"
    ORDER BY "confidence" DESC NULLS LAST, "sourceId" DESC, "labelClassId" LIMIT 1) g ON true`;

const toItem = (row: ItemRow): SampleItem => ({ ...row, revision: Number(row.revision) });

/** One page of the samples that match, in the order of their ids, which is the order of their import. */
export async function listSamples(
  tx: Tx,
  dataset: AuthorizedDataset,
  page: { filter: SampleFilter; limit: number; after: string | null },
): Promise<SamplePage> {
  const { revision, sampleCount } = await getProgress(tx, dataset);
  const matching = matchSamples(dataset, page.filter);
  const after = page.after === null ? Prisma.empty : Prisma.sql`AND s."id" > ${page.after}::uuid`;
  const isFiltered = Object.values(page.filter).some((value) => value !== undefined && value !== '');
  const [rows, totalCount] = await Promise.all([
    tx.$queryRaw<ItemRow[]>`
      SELECT ${itemColumns} FROM (
        SELECT s.* FROM "Sample" s WHERE ${matching} ${after} ORDER BY s."id" LIMIT ${page.limit + 1}) s
      ${itemJoins} ORDER BY s."id"`,
    isFiltered ? countSamples(tx, matching) : sampleCount,
  ]);
  const samples = rows.slice(0, page.limit).map(toItem);
  const nextCursor = rows.length > page.limit ? (samples.at(-1)?.id ?? null) : null;
  return { samples, nextCursor, totalCount, revision };
}

async function countSamples(tx: Tx, matching: Prisma.Sql): Promise<number> {
  const rows = await tx.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS "count" FROM "Sample" s WHERE ${matching}`;
  return rows[0]?.count ?? 0;
}

/** Some samples by their ids, in the order asked for; those that are gone or deleted are left out. */
export async function readItems(tx: Tx, sampleIds: readonly string[]): Promise<SampleItem[]> {
  const rows = await tx.$queryRaw<ItemRow[]>`
    SELECT ${itemColumns}
    FROM unnest(${[...sampleIds]}::uuid[]) WITH ORDINALITY AS asked("id", "position")
    JOIN "Sample" s ON s."id" = asked."id" AND s."deletedAt" IS NULL
    ${itemJoins} ORDER BY asked."position"`;
  return rows.map(toItem);
}

/** The dataset of a sample, deleted or not. Throws NotFound, also when the dataset is deleted. */
export async function openSample(tx: Tx, sampleId: string): Promise<{ id: string; dataset: AuthorizedDataset }> {
  const sample = await tx.sample.findUnique({ where: { id: sampleId }, select: { id: true, datasetId: true } });
  if (sample === null) throw new NotFound('sample', sampleId);
  return { id: sample.id, dataset: await openDataset(tx, sample.datasetId) };
}

/** One sample with everything that is known of it, also while it is deleted. Throws NotFound. */
export async function readSampleDetail(tx: Tx, sampleId: string): Promise<SampleDetail> {
  const sample = await tx.sample.findUnique({
    where: { id: sampleId },
    include: {
      text: { select: { text: true } },
      origins: { include: { import: { select: { name: true } } }, orderBy: { id: 'asc' } },
      labels: { include: { person: { select: { name: true } } }, orderBy: { decidedAt: 'desc' } },
      exclusions: { orderBy: { labelClassId: 'asc' } },
      suggestions: { orderBy: [{ confidence: { sort: 'desc', nulls: 'last' } }, { labelClassId: 'asc' }] },
    },
  });
  if (sample === null) throw new NotFound('sample', sampleId);
  await openDataset(tx, sample.datasetId);
  const label = sample.labels[0];
  return {
    id: sample.id,
    datasetId: sample.datasetId,
    preview: sample.preview,
    width: sample.width,
    height: sample.height,
    revision: Number(sample.revision),
    labelClassId: label?.labelClassId ?? null,
    labelSource: label?.labelSource ?? null,
    suggestedClassId: sample.suggestions[0]?.labelClassId ?? null,
    sizeBytes: sample.sizeBytes,
    payloadHash: Buffer.from(sample.payloadHash).toString('hex'),
    text: sample.text?.text ?? null,
    createdAt: sample.createdAt.toISOString(),
    deletedAt: sample.deletedAt?.toISOString() ?? null,
    origins: sample.origins.map(toOrigin),
    excludedClassIds: sample.exclusions.map((exclusion) => exclusion.labelClassId),
    suggestions: sample.suggestions.map(({ labelClassId, labelSource, confidence }) => ({
      labelClassId,
      labelSource,
      confidence,
    })),
    label:
      label === undefined
        ? null
        : {
            labelClassId: label.labelClassId,
            labelSource: label.labelSource,
            personName: label.person.name,
            decidedAt: label.decidedAt.toISOString(),
          },
  };
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
