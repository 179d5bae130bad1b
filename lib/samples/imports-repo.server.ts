import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { Modality } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import type { Import, Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type {
  ImportDetail,
  ImportFileItem,
  ImportStatus,
  ImportSummary,
  Inspection,
  TableSettings,
} from '@/lib/samples/import';

/** What Import.settings holds. */
export type StoredSettings = {
  table?: TableSettings;
  /** Names of the table's columns, in file order. */
  columns?: string[];
  labelsAs?: 'suggestions' | 'labels';
  demo?: 'images' | 'texts';
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

/** A file of an import as the server works with it. */
export type ImportFileRecord = {
  position: number;
  name: string;
  sizeBytes: number;
  sha256: Uint8Array | null;
  status: ImportFileItem['status'];
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

const SHOWN_FILES = 1_000;
const LATEST_SAMPLES = 8;
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

/** Files of an import by position. */
export async function listImportFiles(tx: Tx, importId: string): Promise<ImportFileRecord[]> {
  const rows = await tx.importFile.findMany({ where: { importId }, orderBy: { position: 'asc' } });
  return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }));
}

/** One file of an import. Throws NotFound. */
export async function getImportFile(tx: Tx, importId: string, position: number): Promise<ImportFileRecord> {
  const row = await tx.importFile.findUnique({ where: { importId_position: { importId, position } } });
  if (row === null) throw new NotFound('file of this import at position', String(position));
  return { ...row, sizeBytes: Number(row.sizeBytes) };
}

/** Marks a file as staged, with the hash of its bytes, or as unreadable, with the reason. */
export async function updateImportFile(
  tx: Tx,
  place: { importId: string; position: number },
  change: {
    status: ImportFileItem['status'];
    sha256?: Uint8Array<ArrayBuffer>;
    sizeBytes?: number;
    reason?: string | null;
  },
): Promise<ImportFileItem> {
  const row = await tx.importFile.update({ where: { importId_position: place }, data: change });
  return toFileItem({ ...row, sizeBytes: Number(row.sizeBytes) });
}

/** How many files of an import have not arrived. */
export async function countMissingFiles(tx: Tx, importId: string): Promise<number> {
  return tx.importFile.count({ where: { importId, status: 'expected' } });
}

/** An import as the API shows it: its first 1,000 files, and its newest samples once it is committed. */
export async function describeImport(tx: Tx, importId: string): Promise<ImportDetail> {
  const row = await tx.import.findUnique({ where: { id: importId } });
  if (row === null) throw new NotFound('import', importId);
  const [files, fileCount, latest] = await Promise.all([
    tx.importFile.findMany({ where: { importId }, orderBy: { position: 'asc' }, take: SHOWN_FILES }),
    tx.importFile.count({ where: { importId } }),
    tx.sample.findMany({
      where: { importId, deletedAt: null },
      orderBy: { id: 'desc' },
      take: LATEST_SAMPLES,
      select: { id: true },
    }),
  ]);
  return {
    ...summarizeImport(row),
    files: files.map((file) => toFileItem({ ...file, sizeBytes: Number(file.sizeBytes) })),
    fileCount,
    inspection: row.inspection as Inspection | null,
    latestSampleIds: latest.map((sample) => sample.id),
  };
}

/** An import in short. Throws NotFound. */
export async function summarizeImportById(tx: Tx, importId: string): Promise<ImportSummary> {
  const row = await tx.import.findUnique({ where: { id: importId } });
  if (row === null) throw new NotFound('import', importId);
  return summarizeImport(row);
}

/** Imports of a dataset that brought something or may still do so, newest first; deleted ones too. */
export async function listImports(tx: Tx, datasetId: string): Promise<ImportSummary[]> {
  const rows = await tx.import.findMany({
    where: { datasetId, status: { in: ['ready', 'queued', 'running', 'committed', 'failed'] } },
    orderBy: { id: 'desc' },
    take: 500,
  });
  return rows.map(summarizeImport);
}

/** Imports that wait for a person or still run, into whatever dataset, newest first. */
export async function listUnfinishedImports(tx: Tx): Promise<ImportSummary[]> {
  const rows = await tx.import.findMany({
    where: { deletedAt: null, status: { in: ['uploading', 'inspecting', 'ready', 'queued', 'running'] } },
    orderBy: { id: 'desc' },
    take: 50,
  });
  return rows.map(summarizeImport);
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

function toFileItem(file: ImportFileRecord & { reason?: string | null }): ImportFileItem {
  const { position, name, sizeBytes, status, reason } = file;
  return { position, name, sizeBytes, status, reason: reason ?? null };
}

/** A row of Import as the API shows it. */
function summarizeImport(row: Import): ImportSummary {
  const settings = row.settings as StoredSettings;
  return {
    id: row.id,
    name: row.name,
    datasetId: row.datasetId,
    datasetName: row.datasetName,
    modality: row.modality,
    status: row.status,
    labelsAs: settings.labelsAs ?? 'suggestions',
    totalCount: row.totalCount,
    newCount: row.newCount,
    duplicateCount: row.duplicateCount,
    leftOutCount: row.leftOutCount,
    labelCount: row.labelCount,
    message: row.message,
    jobId: row.jobId,
    createdAt: row.createdAt.toISOString(),
    committedAt: row.committedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
  };
}
