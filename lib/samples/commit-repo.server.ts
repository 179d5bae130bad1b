import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { enterMetadata } from '@/lib/samples/metadata-repo.server';
import { type SampleCounts, updateAndCount } from '@/lib/samples/repo.server';
import { enterWords } from '@/lib/samples/words-repo.server';
import { referenceBlobsOf } from '@/lib/storage/repo.server';

/** What a commit made visible. */
export type CommittedSamples = {
  /** Samples that were not in the dataset, or were deleted and are back. */
  newCount: number;
  /** Among them deleted ones that are back and already carry a label, and their labels by class. */
  labeledCount: number;
  classes: { labelClassId: string; labelCount: number }[];
  rowCount: number;
  leftOutCount: number;
};

/** A label that a file gives a sample. */
export type ImportedLabel = { sampleId: string; className: string };

/** From so many new samples on, what the database believes of its tables is brought up to date at once. */
const LARGE_COMMIT = 10_000;

type Commit = { importId: string; dataset: AuthorizedDataset; nowMs: number };

/**
 * Makes the rows of an import samples: one for each payload that the dataset does not have, with blobs or text; deleted
 * ones come back; every row leaves its origin. Metadata and words are entered for the search. The caller holds the dataset's lock, and keeps the counters.
 */
export async function commitRows(tx: Tx, commit: Commit): Promise<CommittedSamples> {
  // Joins of a million rows by their hash stay in memory, and so in the order of the files.
  await tx.$executeRaw`SET LOCAL work_mem = '128MB'`;
  // A table that was just filled has no statistics; without them each step below may be planned for a handful of rows.
  await tx.$executeRaw`ANALYZE "ImportRow"`;
  const revived = await reviveSamples(tx, commit);
  const inserted = await insertSamples(tx, commit);
  if (inserted >= LARGE_COMMIT) await tx.$executeRaw`ANALYZE "Sample"`;
  if (commit.dataset.modality === 'text') await insertTexts(tx, commit);
  else await referenceFiles(tx, commit);
  await insertOrigins(tx, commit);
  if (inserted >= LARGE_COMMIT) await tx.$executeRaw`ANALYZE "SampleText", "SampleOrigin"`;
  const scope = { datasetId: commit.dataset.id, importId: commit.importId };
  await enterMetadata(tx, scope);
  if (commit.dataset.modality === 'text') await enterWords(tx, scope);
  const rowCount = await tx.importRow.count({ where: { importId: commit.importId } });
  const leftOutCount = await tx.importProblem.count({ where: { importId: commit.importId } });
  const { labeledCount, classes } = revived;
  return { newCount: revived.sampleCount + inserted, labeledCount, classes, rowCount, leftOutCount };
}

async function reviveSamples(tx: Tx, { importId, dataset }: Commit): Promise<SampleCounts> {
  const update = Prisma.sql`
    UPDATE "Sample" s SET "deletedAt" = NULL, "deletedById" = NULL, "importId" = ${importId}::uuid
    WHERE s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NOT NULL
      AND EXISTS (SELECT 1 FROM "ImportRow" r WHERE r."importId" = ${importId}::uuid AND r."payloadHash" = s."payloadHash")`;
  return updateAndCount(tx, update);
}

/**
 * Ids are UUID v7 of the commit's millisecond with the row's ordinal as counter (RFC 9562 §6.2, method 1) and 40 random
 * bits, so that samples sort in the order of their files.
 */
async function insertSamples(tx: Tx, { importId, dataset, nowMs }: Commit): Promise<number> {
  const time = nowMs.toString(16).padStart(12, '0');
  return tx.$executeRaw`
    INSERT INTO "Sample" ("id", "datasetId", "importId", "payloadHash", "preview", "sizeBytes", "width", "height", "viewHash", "thumbHash")
    SELECT ${uuidOfOrdinal(time)},
      ${dataset.id}::uuid, ${importId}::uuid, r."payloadHash", r."preview", r."sizeBytes", r."width", r."height", r."viewHash", r."thumbHash"
    FROM (
      SELECT DISTINCT ON ("payloadHash") * FROM "ImportRow" WHERE "importId" = ${importId}::uuid
      ORDER BY "payloadHash", ("viewHash" IS NULL), "ordinal"
    ) AS r
    ORDER BY r."ordinal"
    ON CONFLICT ("datasetId", "payloadHash") DO NOTHING`;
}

/** Rows of one payload have one text, whichever of them comes first. */
async function insertTexts(tx: Tx, { importId }: Commit): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "SampleText" ("sampleId", "text")
    SELECT s."id", r."text" FROM "ImportRow" r
    JOIN "Sample" s ON s."importId" = r."importId" AND s."payloadHash" = r."payloadHash"
    WHERE r."importId" = ${importId}::uuid AND s."importId" = ${importId}::uuid
    ON CONFLICT ("sampleId") DO NOTHING`;
}

/**
 * The new samples reference their original and both copies. Revived samples kept their references. A copy is PNG where
 * the original is not JPEG and no side is longer than 256 pixels (see image-copies.server.ts), else JPEG.
 */
async function referenceFiles(tx: Tx, { importId }: Commit): Promise<void> {
  const copyType = Prisma.sql`CASE WHEN n."mediaType" <> 'image/jpeg' AND greatest(n."width", n."height") <= 256
    THEN 'image/png' ELSE 'image/jpeg' END`;
  // createdAt is the time of the transaction: it tells new samples from revived ones.
  await referenceBlobsOf(
    tx,
    Prisma.sql`
      WITH n AS (
        SELECT DISTINCT ON (s."id") r.* FROM "Sample" s
        JOIN "ImportRow" r ON r."importId" = s."importId" AND r."payloadHash" = s."payloadHash" AND r."viewHash" IS NOT NULL
        WHERE s."importId" = ${importId}::uuid AND s."createdAt" = now()::timestamptz(3)
        ORDER BY s."id", r."ordinal"
      )
      SELECT n."payloadHash" AS "hash", n."sizeBytes"::bigint AS "sizeBytes", n."mediaType" AS "mediaType" FROM n
      UNION ALL SELECT n."viewHash", n."viewSizeBytes"::bigint, ${copyType} FROM n
      UNION ALL SELECT n."thumbHash", n."thumbSizeBytes"::bigint, ${copyType} FROM n`,
  );
}

/**
 * Every row keeps its id, name, metadata and label beside the sample that it led to. A row that was imported before adds
 * nothing, unless the earlier import is deleted or the row now brings another label: then the origin moves to this import.
 */
async function insertOrigins(tx: Tx, { importId, dataset, nowMs }: Commit): Promise<void> {
  const time = nowMs.toString(16).padStart(12, '0');
  await tx.$executeRaw`
    INSERT INTO "SampleOrigin" AS o ("id", "datasetId", "sampleId", "importId", "originKey", "fileName", "position", "name",
      "externalId", "label", "metadata")
    SELECT ${uuidOfOrdinal(time)}, s."datasetId", s."id", r."importId",
      sha256(convert_to(encode(f."sha256", 'hex') || ':' || r."position" || ':' || r."name", 'UTF8')),
      f."name", r."position", r."name", r."externalId", r."label", r."metadata"
    FROM "ImportRow" r
    JOIN "ImportFile" f ON f."importId" = r."importId" AND f."position" = r."filePosition"
    JOIN "Sample" s ON s."datasetId" = ${dataset.id}::uuid AND s."payloadHash" = r."payloadHash"
    WHERE r."importId" = ${importId}::uuid ORDER BY r."ordinal"
    ON CONFLICT ("datasetId", "originKey") DO UPDATE SET "importId" = EXCLUDED."importId",
      "label" = coalesce(EXCLUDED."label", o."label"), "externalId" = coalesce(EXCLUDED."externalId", o."externalId"),
      "metadata" = coalesce(EXCLUDED."metadata", o."metadata")
    WHERE o."label" IS DISTINCT FROM coalesce(EXCLUDED."label", o."label")
      OR EXISTS (SELECT 1 FROM "Import" i WHERE i."id" = o."importId" AND i."deletedAt" IS NOT NULL)`;
}

/**
 * Labels that the rows of an import give, a page at a time in the order of the rows. `onlyNew` leaves out rows whose
 * label an earlier import of the same file has given already.
 */
export async function listImportedLabels(
  tx: Tx,
  { importId, dataset }: Omit<Commit, 'nowMs'>,
  page: { afterOrdinal: number; limit: number; onlyNew: boolean },
): Promise<(ImportedLabel & { ordinal: number })[]> {
  return tx.$queryRaw<(ImportedLabel & { ordinal: number })[]>`
    SELECT r."ordinal", s."id" AS "sampleId", r."label" AS "className"
    FROM "ImportRow" r
    JOIN "ImportFile" f ON f."importId" = r."importId" AND f."position" = r."filePosition"
    JOIN "Sample" s ON s."datasetId" = ${dataset.id}::uuid AND s."payloadHash" = r."payloadHash"
    WHERE r."importId" = ${importId}::uuid AND r."label" IS NOT NULL AND r."ordinal" > ${page.afterOrdinal}
      AND (NOT ${page.onlyNew}::boolean OR EXISTS (
        SELECT 1 FROM "SampleOrigin" o WHERE o."importId" = r."importId" AND o."datasetId" = s."datasetId"
          AND o."originKey" = sha256(convert_to(encode(f."sha256", 'hex') || ':' || r."position" || ':' || r."name", 'UTF8'))))
    ORDER BY r."ordinal" LIMIT ${page.limit}`;
}

/** UUID v7 of a millisecond (12 hex digits) with the ordinal of row r as its counter and 40 random bits. */
function uuidOfOrdinal(time: string): Prisma.Sql {
  return Prisma.sql`(${time} || '7' || left(lpad(to_hex(r."ordinal"), 8, '0'), 3) || '8'
    || right(lpad(to_hex(r."ordinal"), 8, '0'), 5) || right(replace(gen_random_uuid()::text, '-', ''), 10))::uuid`;
}
