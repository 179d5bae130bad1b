import type { Tx } from '@/lib/db/client.server';
import type { ImportProblemItem } from '@/lib/samples/import';
import type { IntakeProblem, IntakeRow } from '@/lib/samples/intake/intake-message';

/** A row or a problem with what the parent knows of it: the order it came in, and the name of its file. */
export type OrdinalRow = IntakeRow & { ordinal: number };
export type NamedProblem = Omit<IntakeProblem, 'filePosition'> & { fileName: string };

/** Takes away what an earlier attempt at an import has left. */
export async function clearImportRows(tx: Tx, importId: string): Promise<void> {
  await tx.importRow.deleteMany({ where: { importId } });
}

/** Forgets what an earlier attempt has left out. */
export async function clearImportProblems(tx: Tx, importId: string): Promise<void> {
  await tx.importProblem.deleteMany({ where: { importId } });
}

/** Keeps validated rows until the commit, in one statement. */
export async function insertImportRows(tx: Tx, importId: string, rows: readonly OrdinalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const flat = JSON.stringify(rows.map(({ image, ...row }) => ({ ...row, ...image })));
  await tx.$executeRaw`
    INSERT INTO "ImportRow" ("importId", "ordinal", "filePosition", "position", "name", "externalId", "label", "metadata",
      "payloadHash", "sizeBytes", "preview", "text", "width", "height", "mediaType", "viewHash", "thumbHash",
      "viewSizeBytes", "thumbSizeBytes")
    SELECT ${importId}::uuid, r."ordinal", r."filePosition", r."position", r."name", r."externalId", r."label", r."metadata",
      decode(r."payloadHash", 'hex'), r."sizeBytes", r."preview", r."text", r."width", r."height", r."mediaType",
      decode(r."viewHash", 'hex'), decode(r."thumbHash", 'hex'), r."viewSizeBytes", r."thumbSizeBytes"
    FROM json_to_recordset(${flat}::json) AS r("ordinal" int, "filePosition" int, "position" int, "name" text,
      "externalId" text, "label" text, "metadata" jsonb, "payloadHash" text, "sizeBytes" int, "preview" text, "text" text,
      "width" int, "height" int, "mediaType" text, "viewHash" text, "thumbHash" text, "viewSizeBytes" int,
      "thumbSizeBytes" int)`;
}

/** Keeps what was left out, for good. */
export async function insertImportProblems(tx: Tx, importId: string, problems: readonly NamedProblem[]): Promise<void> {
  if (problems.length === 0) return;
  await tx.importProblem.createMany({
    data: problems.map(({ fileName, position, name, reason, sizeBytes }) => ({
      importId,
      fileName,
      position,
      name,
      reason,
      sizeBytes,
    })),
  });
}

/** What an import left out, in the order of the files; `after` is the cursor of the page before. */
export async function listImportProblems(
  tx: Tx,
  importId: string,
  page: { after?: string | undefined; limit: number },
): Promise<{ problems: ImportProblemItem[]; nextCursor: string | null }> {
  const rows = await tx.importProblem.findMany({
    where: { importId, ...(page.after === undefined ? {} : { id: { gt: BigInt(page.after) } }) },
    orderBy: { id: 'asc' },
    take: page.limit + 1,
  });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    problems: shown.map((row) => ({
      fileName: row.fileName,
      position: row.position,
      name: row.name,
      reason: row.reason,
      sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    })),
    nextCursor: rows.length > page.limit && last !== undefined ? String(last.id) : null,
  };
}

/** How many of these payload hashes (hex) are live samples of a dataset. */
export async function countKnownPayloads(tx: Tx, datasetId: string, hashes: readonly string[]): Promise<number> {
  const rows = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS "count" FROM "Sample" s
    JOIN unnest(${[...hashes]}::text[]) AS listed("hash") ON s."payloadHash" = decode(listed."hash", 'hex')
    WHERE s."datasetId" = ${datasetId}::uuid AND s."deletedAt" IS NULL`;
  return Number(rows[0]?.count ?? 0);
}

/** Files (hex hashes) that the commit of an import will reference, a page at a time in the order of the rows. */
export async function listFilesToAdopt(
  tx: Tx,
  importId: string,
  afterOrdinal: number,
  limit: number,
): Promise<{ ordinal: number; hashes: string[] }[]> {
  return tx.$queryRaw<{ ordinal: number; hashes: string[] }[]>`
    SELECT "ordinal", ARRAY[encode("payloadHash", 'hex'), encode("viewHash", 'hex'), encode("thumbHash", 'hex')] AS "hashes"
    FROM "ImportRow" WHERE "importId" = ${importId}::uuid AND "viewHash" IS NOT NULL AND "ordinal" > ${afterOrdinal}
    ORDER BY "ordinal" LIMIT ${limit}`;
}
