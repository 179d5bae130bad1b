import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '@/lib/auth/actor';
import { config } from '@/lib/config.server';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import type { ExportFormat, ExportSummary } from '@/lib/exchange/export';
import { EXPORT_WRITERS } from '@/lib/exchange/export-formats.server';
import { findSameExport, insertExport, openExport, setExportJob } from '@/lib/exchange/export-repo.server';
import { makeSafeName } from '@/lib/exchange/formats/archive-names';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { type OpenVersion, openVersion } from '@/lib/versions/repo.server';
import { requireManifest } from '@/lib/versions/versions.server';

/**
 * Starts to write a version into a file, as a job. While the same export is under way, or its file is there, that one
 * is answered: it would be the same bytes. Throws Conflict for a version that is not frozen, Invalid for folders of
 * texts or without any label.
 */
export async function startExport(
  client: PrismaClient,
  request: { versionId: string; format: ExportFormat; raw: boolean; actor: Actor },
): Promise<ExportSummary> {
  return await client.$transaction(async (tx) => {
    const version = await openVersion(tx, request.versionId);
    requireManifest(version);
    checkFormat(version, request.format);
    await lockDataset(tx, version.dataset.id);
    const wanted = { ...request, raw: request.raw && request.format === 'csv', fileName: nameFile(version, request) };
    const { actor, ...values } = wanted;
    const same = await findSameExport(tx, values);
    if (same !== null) {
      const { summary } = await openExport(tx, same);
      if (summary.status !== 'ready' || (await findFile(summary)) !== null) return summary;
    }
    const exportId = await insertExport(tx, { ...values, actor });
    const job = { kind: 'export' as const, payload: { exportId }, datasetId: version.dataset.id };
    await setExportJob(tx, exportId, await enqueueJob(tx, job));
    return (await openExport(tx, exportId)).summary;
  });
}

function checkFormat({ summary, dataset }: OpenVersion, format: ExportFormat): void {
  if (format !== 'folders') return;
  if (dataset.modality !== 'image') {
    throw new Invalid(`${dataset.name} holds texts, and folders are for images. Export it as CSV or JSON Lines.`);
  }
  if (summary.labelCount === 0) {
    throw new Invalid(
      `Version ${summary.number} has no labels, so there is no folder to make. Label some images and freeze another version.`,
    );
  }
}

/** "name-v3.csv", "name-v3-raw.csv", "name-v3-folders.zip": what a browser saves the file as. */
function nameFile(version: OpenVersion, { format, raw }: { format: ExportFormat; raw: boolean }): string {
  const kind = format === 'folders' ? '-folders' : raw && format === 'csv' ? '-raw' : '';
  const name = makeSafeName(version.dataset.name, 'dataset');
  return `${name}-v${version.summary.number}${kind}.${EXPORT_WRITERS[format].extension}`;
}

/** Where the file of an export lies: a name of our own, whatever the dataset is called. */
export function exportFile({ id, format }: Pick<ExportSummary, 'id' | 'format'>): string {
  return path.join(/* turbopackIgnore: true */ config().paths.exports, `${id}.${EXPORT_WRITERS[format].extension}`);
}

async function findFile(summary: ExportSummary): Promise<{ sizeBytes: number } | null> {
  const found = await stat(exportFile(summary)).catch(() => null);
  return found === null ? null : { sizeBytes: found.size };
}

/** The finished file of an export. Throws Conflict while it is not ready, NotFound when the file is gone. */
export async function openExportFile(
  tx: Tx,
  exportId: string,
): Promise<{ summary: ExportSummary; mediaType: string; sizeBytes: number; stream: ReadStream }> {
  const { summary } = await openExport(tx, exportId);
  if (summary.status !== 'ready') {
    throw new Conflict(`${summary.fileName} is ${summary.status}, so there is no file to download yet.`);
  }
  const found = await findFile(summary);
  if (found === null) throw new NotFound('file of export', exportId);
  const { mediaType } = EXPORT_WRITERS[summary.format];
  return { summary, mediaType, sizeBytes: found.sizeBytes, stream: createReadStream(exportFile(summary)) };
}
