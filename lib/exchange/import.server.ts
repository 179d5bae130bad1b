import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { config } from '@/lib/config.server';
import { openDataset } from '@/lib/datasets/access.server';
import { personGivenName } from '@/lib/datasets/dataset';
import { db, type Tx } from '@/lib/db/client.server';
import { Conflict, Invalid, TooLarge } from '@/lib/errors';
import { stopInspection } from '@/lib/exchange/import-inspection.server';
import { cancelJob, enqueueJob } from '@/lib/jobs/repo.server';
import type { createImport as createSchema, ImportDetail, ImportFileItem } from '@/lib/samples/import';
import { getImportFile, updateImportFile } from '@/lib/samples/import-files-repo.server';
import { describeImport } from '@/lib/samples/import-summaries-repo.server';
import {
  createImport,
  getImport,
  type ImportRecord,
  type StoredSettings,
  updateImport,
} from '@/lib/samples/imports-repo.server';
import { baseName, toDisplayName } from '@/lib/samples/intake/display-name';
import { removeStaging, stageFile } from '@/lib/samples/staging.server';
import { requireDiskForUpload } from '@/lib/storage/disk.server';

type Announcement = z.infer<typeof createSchema>;

/**
 * Announces files: into a dataset that is there, or into one that the commit makes, named as given or like the first
 * file. Throws TooLarge past MAX_UPLOAD_BYTES, Unavailable when the disk is nearly full.
 */
export async function announceImport(
  actor: Actor,
  body: Announcement,
  settings: StoredSettings = {},
): Promise<ImportDetail> {
  const { datasetId, files } = body;
  if (datasetId !== undefined && body.datasetName !== undefined) {
    throw new Invalid('The import names both a dataset and a new name. Give one of them.');
  }
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const { MAX_UPLOAD_BYTES } = config();
  if (totalBytes > MAX_UPLOAD_BYTES) {
    throw new TooLarge(
      `The files have ${totalBytes} bytes together; one import takes ${MAX_UPLOAD_BYTES}. Import them in parts.`,
    );
  }
  await requireDiskForUpload(totalBytes);
  const named = files.map((file) => ({ name: toDisplayName(file.name), sizeBytes: file.sizeBytes }));
  const first = named[0]?.name ?? '';
  const name = named.length > 1 ? `${first} and ${named.length - 1} more` : first;
  return db().$transaction(async (tx) => {
    if (datasetId !== undefined) await openDataset(tx, datasetId);
    const datasetName = datasetId === undefined ? (body.datasetName ?? nameAfter(first)) : null;
    const values = { actor, name, datasetId: datasetId ?? null, datasetName, settings, files: named };
    return describeImport(tx, await createImport(tx, values));
  });
}

/** A dataset name from a file name: "photos/Trash net.zip" gives "Trash net". */
function nameAfter(fileName: string): string {
  const stem = baseName(fileName).replace(/\.[A-Za-z0-9]{1,6}$/, '');
  return personGivenName.safeParse(stem).data ?? 'Untitled';
}

/** Takes the bytes of one announced file. Sending a file again replaces it; what does not match is refused and removed. */
export async function takeFile(
  place: { importId: string; position: number },
  request: Request,
): Promise<ImportFileItem> {
  const expectedHash = request.headers.get('x-content-sha256')?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(expectedHash)) {
    throw new Invalid('The header X-Content-SHA256 is missing: send the SHA-256 of the file as 64 hex digits.');
  }
  const record = await getImport(db(), place.importId);
  requireStatus(record, ['uploading'], 'takes no more files');
  const file = await getImportFile(db(), place.importId, place.position);
  await requireDiskForUpload(file.sizeBytes);
  const bytes = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  const expected = { sizeBytes: file.sizeBytes, sha256: expectedHash };
  const sha256 = await stageFile({ ...place, name: file.name }, bytes, expected);
  return db().$transaction(async (tx) => {
    requireStatus(await getImport(tx, place.importId, { lock: true }), ['uploading'], 'takes no more files');
    return updateImportFile(tx, place, { status: 'staged', sha256, reason: null });
  });
}

/** Makes the import a job. Throws Conflict when it is not ready, Invalid when there is nothing to import. */
export async function startImport(importId: string): Promise<ImportDetail> {
  return db().$transaction(async (tx) => {
    const record = await getImport(tx, importId, { lock: true });
    if (record.status === 'queued' || record.status === 'running') return describeImport(tx, importId);
    requireStatus(record, ['ready'], 'cannot be started');
    requireSomething(record);
    if (record.datasetId !== null) await requireModality(tx, record.datasetId, record);
    const { datasetId } = record;
    const jobId = await enqueueJob(tx, { kind: 'intake', payload: { importId }, datasetId });
    await updateImport(tx, importId, { status: 'queued', jobId, message: null });
    return describeImport(tx, importId);
  });
}

function requireSomething(record: ImportRecord): void {
  const { inspection, settings } = record;
  if (inspection?.kind === 'table' && inspection.columns.length > 0) {
    const textCount = settings.table?.roles.filter((role) => role === 'text').length ?? 0;
    if (textCount !== 1) throw new Invalid(`Exactly one column is the text; now ${textCount} are. Choose one.`);
  }
  if ((inspection?.newCount ?? 0) + (inspection?.duplicateCount ?? 0) > 0) return;
  const reason = inspection?.problems[0]?.reason ?? 'The files hold no samples.';
  throw new Invalid(`There is nothing to import. ${reason}`);
}

async function requireModality(tx: Tx, datasetId: string, record: ImportRecord): Promise<void> {
  const dataset = await openDataset(tx, datasetId);
  if (dataset.modality === record.modality) return;
  const what = { image: 'pictures', text: 'texts' };
  throw new Invalid(
    `The dataset “${dataset.name}” holds ${what[dataset.modality]}, the files hold ${what[record.modality ?? 'text']}. ` +
      'Import them into a new dataset.',
  );
}

/** Stops an import: nothing of it stays. One that has ended stays as it is; a committed one throws Conflict. */
export async function cancelImport(importId: string): Promise<ImportDetail> {
  stopInspection(importId);
  const detail = await db().$transaction(async (tx) => {
    const record = await getImport(tx, importId, { lock: true });
    if (record.status === 'committed') {
      throw new Conflict('The import is done. Delete it to take its samples out.');
    }
    if (['queued', 'running'].includes(record.status) && record.jobId !== null) await cancelJob(tx, record.jobId);
    else if (record.status !== 'failed') await updateImport(tx, importId, { status: 'cancelled' });
    return describeImport(tx, importId);
  });
  if (detail.status === 'cancelled') await removeStaging(importId);
  return detail;
}

/** Throws Conflict unless the import has one of these statuses. */
export function requireStatus(record: ImportRecord, allowed: ImportRecord['status'][], what: string): void {
  if (allowed.includes(record.status)) return;
  throw new Conflict(`The import ${what}: it is ${record.status}.`, { status: record.status });
}
