import type { Tx } from '@/lib/db/client.server';
import type { Import } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { ImportDetail, ImportDuplicates, ImportSummary, Inspection } from '@/lib/samples/import';
import { toFileItem } from '@/lib/samples/import-files-repo.server';
import type { StoredSettings } from '@/lib/samples/imports-repo.server';

const SHOWN_FILES = 1_000;
const LATEST_SAMPLES = 8;

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
    labelSeparator: settings.labelSeparator ?? null,
    model: settings.model ?? null,
    totalCount: row.totalCount,
    newCount: row.newCount,
    duplicateCount: row.duplicateCount,
    leftOutCount: row.leftOutCount,
    labelCount: row.labelCount,
    nearDuplicates: row.nearDuplicates as ImportDuplicates | null,
    message: row.message,
    jobId: row.jobId,
    createdAt: row.createdAt.toISOString(),
    committedAt: row.committedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
  };
}
