import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { addCounts, lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { Conflict, NotFound } from '@/lib/errors';
import { deletedAlone } from '@/lib/samples/deleted-repo.server';
import { getImport } from '@/lib/samples/imports-repo.server';
import type { SampleRestoration } from '@/lib/samples/sample';

/** The files of an image sample: hashes as stored, and what its download is called. */
export type SampleFiles = {
  originalHash: Uint8Array;
  viewHash: Uint8Array;
  thumbHash: Uint8Array;
  fileName: string;
};

/** The dataset of a sample. Throws NotFound for an unknown sample or one of a deleted dataset; a deleted sample is found. */
export async function openSample(tx: Tx, sampleId: string): Promise<AuthorizedDataset> {
  const row = await tx.sample.findUnique({ where: { id: sampleId }, select: { datasetId: true } });
  if (row === null) throw new NotFound('sample', sampleId);
  return openDataset(tx, row.datasetId);
}

/** The files of an image sample. Throws NotFound, also for texts. */
export async function getSampleFiles(tx: Tx, sampleId: string): Promise<SampleFiles> {
  const row = await tx.sample.findUnique({
    where: { id: sampleId },
    select: { payloadHash: true, viewHash: true, thumbHash: true, preview: true },
  });
  if (row === null || row.viewHash === null) throw new NotFound('picture of the sample', sampleId);
  const { payloadHash, viewHash, thumbHash, preview } = row;
  return { originalHash: payloadHash, viewHash, thumbHash: thumbHash ?? viewHash, fileName: preview };
}

/** The text of a text sample with the name for its download. Throws NotFound. */
export async function getSampleText(tx: Tx, sampleId: string): Promise<string> {
  const row = await tx.sampleText.findUnique({ where: { sampleId }, select: { text: true } });
  if (row === null) throw new NotFound('text of the sample', sampleId);
  return row.text;
}

/** Deletes a sample softly, in the name of a person; what is deleted already stays as it is. Throws NotFound. */
export async function deleteSample(tx: Tx, sampleId: string, personId: string): Promise<void> {
  const dataset = await openSample(tx, sampleId);
  await lockDataset(tx, dataset.id);
  await hideSamples(tx, dataset, { which: Prisma.sql`s."id" = ${sampleId}::uuid`, now: new Date(), personId });
}

/** Deletes samples of a dataset softly, in the name of a person; what is deleted already stays as it is. */
export async function deleteSamples(
  tx: Tx,
  dataset: AuthorizedDataset,
  { sampleIds, personId }: { sampleIds: readonly string[]; personId: string },
): Promise<void> {
  await lockDataset(tx, dataset.id);
  const which = Prisma.sql`s."id" = ANY(${[...sampleIds]}::uuid[])`;
  await hideSamples(tx, dataset, { which, now: new Date(), personId });
}

/**
 * Brings deleted samples of a dataset back: those that are named, or all that were deleted by themselves, at one moment or
 * at any. Those that are there stay as they are. Answers how many came back.
 */
export async function restoreSamples(
  tx: Tx,
  dataset: AuthorizedDataset,
  { sampleIds, deletedAt }: SampleRestoration,
): Promise<number> {
  await lockDataset(tx, dataset.id);
  if (sampleIds !== undefined) return showSamples(tx, dataset, Prisma.sql`s."id" = ANY(${sampleIds}::uuid[])`);
  const then = deletedAt === undefined ? Prisma.empty : Prisma.sql`AND s."deletedAt" = ${new Date(deletedAt)}`;
  return showSamples(tx, dataset, Prisma.sql`${deletedAlone(dataset)} ${then}`);
}

/** Brings a deleted sample back. One that is there stays as it is. Throws NotFound once it is purged. */
export async function restoreSample(tx: Tx, sampleId: string): Promise<void> {
  const dataset = await openSample(tx, sampleId);
  await lockDataset(tx, dataset.id);
  await showSamples(tx, dataset, Prisma.sql`s."id" = ${sampleId}::uuid`);
}

/**
 * Deletes an import softly, in the name of a person, with the samples that no other import brought too. They can be brought
 * back together.
 * Throws Conflict while it has not been committed.
 */
export async function deleteImport(tx: Tx, importId: string, personId: string): Promise<void> {
  const { dataset, deletedAt } = await openCommittedImport(tx, importId);
  if (deletedAt !== null) return;
  const now = new Date();
  await tx.import.update({ where: { id: importId }, data: { deletedAt: now } });
  const which = Prisma.sql`
    s."id" IN (SELECT o."sampleId" FROM "SampleOrigin" o WHERE o."importId" = ${importId}::uuid)
    AND NOT EXISTS (
      SELECT 1 FROM "SampleOrigin" o JOIN "Import" i ON i."id" = o."importId"
      WHERE o."sampleId" = s."id" AND i."deletedAt" IS NULL)`;
  await hideSamples(tx, dataset, { which, now, personId });
}

/** Brings a deleted import back, with its samples, except those that were deleted by themselves. */
export async function restoreImport(tx: Tx, importId: string): Promise<void> {
  const { dataset, deletedAt } = await openCommittedImport(tx, importId);
  if (deletedAt === null) return;
  await showSamples(
    tx,
    dataset,
    Prisma.sql`
      s."id" IN (SELECT o."sampleId" FROM "SampleOrigin" o WHERE o."importId" = ${importId}::uuid)
      AND EXISTS (
        SELECT 1 FROM "SampleOrigin" o JOIN "Import" i ON i."id" = o."importId"
        WHERE o."sampleId" = s."id" AND i."deletedAt" = s."deletedAt")`,
  );
  await tx.import.update({ where: { id: importId }, data: { deletedAt: null } });
}

async function openCommittedImport(
  tx: Tx,
  importId: string,
): Promise<{ dataset: AuthorizedDataset; deletedAt: Date | null }> {
  const record = await getImport(tx, importId, { lock: true });
  if (record.status !== 'committed' || record.datasetId === null) {
    throw new Conflict('The import is not done: cancel it instead of deleting it.');
  }
  const dataset = await openDataset(tx, record.datasetId);
  await lockDataset(tx, dataset.id);
  return { dataset, deletedAt: record.deletedAt };
}

type Hiding = { which: Prisma.Sql; now: Date; personId: string };

async function hideSamples(tx: Tx, dataset: AuthorizedDataset, { which, now, personId }: Hiding): Promise<void> {
  const update = Prisma.sql`
    UPDATE "Sample" s SET "deletedAt" = ${now}, "deletedById" = ${personId}::uuid
    WHERE s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NULL AND ${which}`;
  await addToCounters(tx, dataset, await updateAndCount(tx, update), -1);
}

async function showSamples(tx: Tx, dataset: AuthorizedDataset, which: Prisma.Sql): Promise<number> {
  const update = Prisma.sql`
    UPDATE "Sample" s SET "deletedAt" = NULL, "deletedById" = NULL
    WHERE s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NOT NULL AND ${which}`;
  const counts = await updateAndCount(tx, update);
  await addToCounters(tx, dataset, counts, 1);
  return counts.sampleCount;
}

async function addToCounters(tx: Tx, dataset: AuthorizedDataset, counts: SampleCounts, sign: 1 | -1): Promise<void> {
  const { sampleCount, labeledCount, classes } = counts;
  if (sampleCount === 0) return;
  await addCounts(tx, dataset.id, {
    sampleCount: sign * sampleCount,
    labeledCount: sign * labeledCount,
    classes: classes.map(({ labelClassId, labelCount }) => ({ labelClassId, labelCount: sign * labelCount })),
  });
}

/** Samples, how many of them carry a label, and their labels by class. */
export type SampleCounts = {
  sampleCount: number;
  labeledCount: number;
  classes: { labelClassId: string; labelCount: number }[];
};

/**
 * Runs an update of "Sample" s and counts what it changed; whether they are deleted does not matter. It is all counted
 * in the database: an import may bring, and take away, a million samples.
 */
export async function updateAndCount(tx: Tx, update: Prisma.Sql): Promise<SampleCounts> {
  const [counts] = await tx.$queryRaw<SampleCounts[]>`
    WITH changed AS (${update} RETURNING s."id"),
      labels AS (SELECT l."sampleId", l."labelClassId" FROM "Label" l JOIN changed ON changed."id" = l."sampleId"),
      by_class AS (SELECT "labelClassId", count(*)::int AS "labelCount" FROM labels GROUP BY "labelClassId")
    SELECT (SELECT count(*)::int FROM changed) AS "sampleCount",
      (SELECT count(DISTINCT "sampleId")::int FROM labels) AS "labeledCount",
      (SELECT coalesce(jsonb_agg(to_jsonb(by_class)), '[]') FROM by_class) AS "classes"`;
  return counts ?? { sampleCount: 0, labeledCount: 0, classes: [] };
}
