import { rm } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { type Database, database, type Tx } from '@/lib/db/client.server';
import type { StorageReport, SweepReport } from '@/lib/storage/blob';
import { hasBlob } from '@/lib/storage/blobs.server';
import { measureDisk, measureFolder, walkFiles } from '@/lib/storage/disk.server';
import {
  countBlobs,
  countExports,
  deleteUnreferenced,
  listUnreferenced,
  listUnreferencedRows,
} from '@/lib/storage/repo.server';

/** A file is left alone until it is this old: an import moves files here shortly before the commit that counts them. */
export const SWEEP_GRACE_MS = 60 * 60 * 1000;
const BATCH = 500;

type Candidate = { hash: string; file: string; sizeBytes: number };

/** Bytes on disk against bytes counted, for GET /api/storage. Walks the folders: seconds for a million files. */
export async function reportStorage(tx: Tx): Promise<StorageReport> {
  const { paths } = config();
  const [blobs, counted, staging, exported, exportedBytes, disk] = await Promise.all([
    measureFolder(paths.blobs),
    countBlobs(tx),
    measureFolder(paths.staging),
    measureFolder(paths.exports),
    countExports(tx),
    measureDisk(),
  ]);
  return { blobs: { ...blobs, ...counted }, staging, exports: { ...exported, bytesCounted: exportedBytes }, disk };
}

/**
 * Removes payload files that no row references, and rows that nothing references, once they are older than `graceMs`.
 * Files and rows go inside one transaction per batch, so a commit that wants one of them waits and then sees it gone.
 */
export async function sweepBlobs(
  options: { graceMs?: number; nowMs?: number; database?: Database } = {},
): Promise<SweepReport> {
  const before = (options.nowMs ?? Date.now()) - (options.graceMs ?? SWEEP_GRACE_MS);
  const { db } = options.database ?? database();
  const report: SweepReport = { removedFiles: 0, removedBytes: 0, removedRows: 0 };
  let batch: Candidate[] = [];
  const flush = async () => {
    const candidates = batch;
    batch = [];
    await db.$transaction((tx) => sweepBatch(tx, candidates, report));
  };
  for await (const found of walkFiles(config().paths.blobs)) {
    if (found.modifiedMs >= before) continue;
    const name = path.basename(found.file);
    if (/^[0-9a-f]{64}$/.test(name)) batch.push({ hash: name, ...found });
    else await removeFile(found, report);
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  await sweepRows(db, new Date(before), report);
  return report;
}

/** Rows that a cut-off sweep left behind after it had removed their files. */
async function sweepRows(tx: Tx, createdBefore: Date, report: SweepReport): Promise<void> {
  const lost: string[] = [];
  for (const hash of await listUnreferencedRows(tx, createdBefore)) {
    if (!(await hasBlob(Buffer.from(hash, 'hex')))) lost.push(hash);
  }
  report.removedRows += (await deleteUnreferenced(tx, lost)).length;
}

async function sweepBatch(tx: Tx, candidates: Candidate[], report: SweepReport): Promise<void> {
  const unreferenced = await listUnreferenced(
    tx,
    candidates.map((candidate) => candidate.hash),
  );
  if (unreferenced.size === 0) return;
  const deleted = await deleteUnreferenced(tx, [...unreferenced]);
  report.removedRows += deleted.length;
  const stillUnreferenced = await listUnreferenced(tx, [...unreferenced]);
  for (const candidate of candidates) {
    if (stillUnreferenced.has(candidate.hash)) await removeFile(candidate, report);
  }
}

async function removeFile(found: { file: string; sizeBytes: number }, report: SweepReport): Promise<void> {
  await rm(found.file, { force: true });
  report.removedFiles += 1;
  report.removedBytes += found.sizeBytes;
}
