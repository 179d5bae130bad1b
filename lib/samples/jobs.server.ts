import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { listExpiredDatasets, RESTORABLE_DAYS } from '@/lib/datasets/repo.server';
import type { Database } from '@/lib/db/client.server';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { listAbandonedImports, listOpenImports, updateImport } from '@/lib/samples/imports-repo.server';
import {
  isImporting,
  listLiveDatasets,
  purgeEmptyDataset,
  purgeImports,
  purgeSamples,
  purgeSamplesOf,
} from '@/lib/samples/purge-repo.server';
import { listStagedImports, removeStaging } from '@/lib/samples/staging.server';
import { listCachedDatasets, removeCachesExcept } from '@/lib/storage/cache.server';
import { sweepBlobs } from '@/lib/storage/sweep.server';

const DAY_MS = 24 * 60 * 60 * 1000;
const ABANDONED_DAYS = 7;

/**
 * What was deleted more than 30 days ago goes for good: datasets, imports, samples, then payloads that nothing references.
 * Uploads that nobody started within a week, staging that no import needs, and what is cached of deleted datasets, go too.
 */
async function runPurge({ database, signal }: JobContext<'purge'>): Promise<JobResult> {
  const deletedBefore = new Date(Date.now() - RESTORABLE_DAYS * DAY_MS);
  return purge(database, { deletedBefore, signal });
}

/** The work of the purge job, for a given moment before which deleted things go. */
export async function purge(
  database: Database,
  options: { deletedBefore: Date; signal: AbortSignal; sweepGraceMs?: number },
): Promise<Record<string, number>> {
  const { deletedBefore, signal, sweepGraceMs } = options;
  const { db } = database;
  for (const datasetId of await listExpiredDatasets(db, deletedBefore)) {
    await repeat(signal, () => db.$transaction((tx) => purgeSamplesOf(tx, datasetId)));
    await removeExports(await db.$transaction((tx) => purgeEmptyDataset(tx, datasetId)));
  }
  await removeCachesExcept(await listLiveDatasets(db, await listCachedDatasets()));
  const samples = await repeat(signal, () => db.$transaction((tx) => purgeSamples(tx, deletedBefore)));
  const imports = await purgeImports(db, deletedBefore);
  await removeAbandonedStaging(database);
  if (await isImporting(db)) return { samples, imports };
  const grace = sweepGraceMs === undefined ? {} : { graceMs: sweepGraceMs };
  return { samples, imports, ...(await sweepBlobs({ database, ...grace })) };
}

async function repeat(signal: AbortSignal, removeBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let count = await removeBatch(); count > 0; count = await removeBatch()) {
    total += count;
    signal.throwIfAborted();
  }
  return total;
}

async function removeExports(exportIds: string[]): Promise<void> {
  const folder = config().paths.exports;
  const gone = new Set(exportIds);
  for (const name of await readdir(folder).catch(() => [])) {
    if (gone.has(name.split('.')[0] ?? '')) await rm(path.join(folder, name), { force: true });
  }
}

async function removeAbandonedStaging({ db }: Database): Promise<void> {
  const abandoned = await listAbandonedImports(db, new Date(Date.now() - ABANDONED_DAYS * DAY_MS));
  for (const importId of abandoned) {
    await updateImport(db, importId, { status: 'cancelled', message: 'The upload was not started within a week.' });
  }
  const staged = await listStagedImports();
  const open = await listOpenImports(db, staged);
  for (const importId of staged) if (!open.has(importId)) await removeStaging(importId);
}

export const jobHandlers: JobHandlers = { purge: { run: runPurge } };
