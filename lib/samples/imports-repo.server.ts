import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { Modality } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { ImportDuplicates, ImportStatus, Inspection, LabelSeparator, TableSettings } from '@/lib/samples/import';

/** What Import.settings holds. */
export type StoredSettings = {
  table?: TableSettings;
  /** Names of the table's columns, in file order. */
  columns?: string[];
  labelsAs?: 'suggestions' | 'labels';
  labelSeparator?: LabelSeparator | null;
  demo?: 'images' | 'texts';
  /** Key of the embedding model for a new dataset. */
  model?: string;
};

/** An import as the server works with it. */
export type ImportRecord = {
  id: string;
  datasetId: string | null;
  datasetName: string | null;
  name: string;
  modality: Modality | null;
  status: ImportStatus;
  settings: StoredSettings;
  inspection: Inspection | null;
  jobId: string | null;
  personId: string;
  deletedAt: Date | null;
};

/** What may change of an import. */
export type ImportChange = Partial<
  Pick<ImportRecord, 'datasetId' | 'datasetName' | 'modality' | 'status' | 'jobId' | 'settings' | 'inspection'>
> & {
  totalCount?: number;
  newCount?: number;
  duplicateCount?: number;
  leftOutCount?: number;
  labelCount?: number;
  message?: string | null;
  committedAt?: Date;
};

const INSERT_ROWS = 10_000;

/** Makes an import with the files that are to come. */
export async function createImport(
  tx: Tx,
  values: {
    actor: Actor;
    name: string;
    datasetId: string | null;
    datasetName: string | null;
    settings?: StoredSettings;
    files: readonly { name: string; sizeBytes: number }[];
  },
): Promise<string> {
  const { actor, name, datasetId, datasetName, settings = {}, files } = values;
  const id = uuidv7();
  await tx.import.create({
    data: { id, name, datasetId, datasetName, settings, status: 'uploading', personId: actor.personId },
  });
  for (let start = 0; start < files.length; start += INSERT_ROWS) {
    const batch = files.slice(start, start + INSERT_ROWS);
    await tx.importFile.createMany({
      data: batch.map((file, index) => ({
        id: uuidv7(),
        importId: id,
        position: start + index,
        name: file.name,
        sizeBytes: file.sizeBytes,
        status: 'expected' as const,
      })),
    });
  }
  return id;
}

/** One import. Throws NotFound. With `lock`, nobody else changes it until the transaction ends. */
export async function getImport(tx: Tx, importId: string, options: { lock?: boolean } = {}): Promise<ImportRecord> {
  if (options.lock === true)
    await tx.$queryRaw`SELECT 1 AS "locked" FROM "Import" WHERE "id" = ${importId}::uuid FOR UPDATE`;
  const row = await tx.import.findUnique({ where: { id: importId } });
  if (row === null) throw new NotFound('import', importId);
  return {
    ...row,
    settings: row.settings as StoredSettings,
    inspection: row.inspection as Inspection | null,
  };
}

/** Who made an import. */
export async function getImportActor(tx: Tx, record: ImportRecord): Promise<Actor> {
  const person = await tx.person.findUniqueOrThrow({ where: { id: record.personId }, select: { name: true } });
  return { personId: record.personId, personName: person.name };
}

/** Changes an import. */
export async function updateImport(tx: Tx, importId: string, change: ImportChange): Promise<void> {
  const { settings, inspection, ...plain } = change;
  await tx.import.update({
    where: { id: importId },
    data: {
      ...plain,
      ...(settings === undefined ? {} : { settings: settings as Prisma.InputJsonObject }),
      ...(inspection === undefined || inspection === null
        ? {}
        : { inspection: inspection as unknown as Prisma.InputJsonObject }),
    },
  });
}

/** Imports that were never started, or whose work ended, and that nobody touched since a time: their staging can go. */
export async function listAbandonedImports(tx: Tx, createdBefore: Date): Promise<string[]> {
  const rows = await tx.import.findMany({
    where: { createdAt: { lt: createdBefore }, status: { in: ['uploading', 'inspecting', 'ready'] } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Which of these imports may still need their staging folder. */
export async function listOpenImports(tx: Tx, importIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.import.findMany({
    where: {
      id: { in: [...importIds] },
      status: { in: ['uploading', 'inspecting', 'ready', 'queued', 'running'] },
    },
    select: { id: true },
  });
  return new Set(rows.map((row) => row.id));
}

/** Keeps how many of an import's new samples are nearly the same as others. */
export async function keepImportDuplicates(tx: Tx, importId: string, counted: ImportDuplicates): Promise<void> {
  await tx.import.update({ where: { id: importId }, data: { nearDuplicates: counted } });
}

/** Ids of the live samples that an import brought: new ones, not those that were there before. */
export async function listImportSamples(tx: Tx, importId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ ids: string[] }[]>`
    SELECT coalesce(array_agg("id"), '{}') AS "ids" FROM "Sample" WHERE "importId" = ${importId}::uuid AND "deletedAt" IS NULL`;
  return rows[0]?.ids ?? [];
}
