import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { exportFile } from '@/lib/exchange/export.server';
import { EXPORT_WRITERS } from '@/lib/exchange/export-formats.server';
import { beginExport, endExport, finishExport, openExport } from '@/lib/exchange/export-repo.server';
import type { ExportSource } from '@/lib/exchange/formats/source';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import { syncFolder, writeDurably } from '@/lib/storage/blobs.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';
import { readManifest } from '@/lib/versions/manifest.server';
import { openVersion } from '@/lib/versions/repo.server';
import type { ManifestRow } from '@/lib/versions/version';
import { requireManifest } from '@/lib/versions/versions.server';

/**
 * Writes an export from the manifest of its version only: into a temporary file, fsync, rename, and then the row says
 * that it is ready. Begins again from nothing when it was interrupted.
 */
export async function runExport(context: JobContext<'export'>): Promise<JobResult> {
  const { job, database } = context;
  const { exportId } = job.payload;
  const { summary } = await openExport(database.db, exportId);
  if (summary.status === 'ready') return { exportId };
  await requireDiskForJob();
  const folder = config().paths.exports;
  await mkdir(folder, { recursive: true });
  await removeTemporary(folder, exportId);
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    await beginExport(tx, exportId);
  });
  const temp = path.join(/* turbopackIgnore: true */ folder, `${temporaryPrefix(exportId)}${job.attempt}`);
  try {
    const source = await openSource(context, summary);
    const written = await writeDurably(temp, EXPORT_WRITERS[summary.format].write(source));
    context.signal.throwIfAborted();
    await rename(temp, exportFile(summary));
    await syncFolder(folder);
    await database.db.$transaction(async (tx) => {
      await assertFresh(tx, job);
      await finishExport(tx, exportId, written);
    });
    return { exportId, sizeBytes: written.sizeBytes };
  } finally {
    await rm(temp, { force: true });
  }
}

async function openSource(
  { database, progress, signal }: JobContext<'export'>,
  wanted: { versionId: string; raw: boolean },
): Promise<ExportSource> {
  const version = await openVersion(database.db, wanted.versionId);
  const manifestHash = requireManifest(version);
  const total = version.summary.sampleCount;
  let done = 0;
  progress({ done, total, unit: 'samples' });
  async function* readRows(): AsyncGenerator<ManifestRow> {
    for await (const row of readManifest(manifestHash)) {
      signal.throwIfAborted();
      yield row;
    }
  }
  const onRow = () => {
    done += 1;
    progress({ done });
  };
  const { modality } = version.dataset;
  const { classCounts: classes, isMultiLabel } = version.summary;
  return { modality, raw: wanted.raw, isMultiLabel, classes, readRows, onRow };
}

const temporaryPrefix = (exportId: string) => `.new-${exportId}-`;

/** What an attempt that was killed left behind. */
async function removeTemporary(folder: string, exportId: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((entry) => entry.startsWith(temporaryPrefix(exportId)))) {
    await rm(path.join(/* turbopackIgnore: true */ folder, name), { force: true });
  }
}

export const jobHandlers: JobHandlers = {
  export: {
    run: runExport,
    settle: (tx, job, end) => endExport(tx, job.payload.exportId, end),
  },
};
