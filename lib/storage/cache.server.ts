import { opendir, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { measureFolder } from '@/lib/storage/disk.server';

// What is computed from a dataset and can be computed again lies in cache/<dataset>/<entry>/. An entry is a folder that
// is renamed into place when it is whole; its modification time says when it was last used.

type Entry = { folder: string; sizeBytes: number; usedMs: number };

/** An entry that was used a moment ago may be about to be read. */
const GRACE_MS = 10 * 60 * 1000;

/** The folder of what is cached of a dataset; nothing makes it sure to exist. */
export function datasetCacheFolder(datasetId: string): string {
  return path.join(/* turbopackIgnore: true */ config().paths.cache, datasetId);
}

/** Says that an entry is in use. */
export async function touchEntry(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now);
}

/**
 * Makes room for an entry of `sizeBytes`: removes the entries that were not used for longest until all fit into
 * CACHE_BYTES together. What was used within the last ten minutes stays, even when that is more.
 */
export async function makeRoom(sizeBytes: number): Promise<void> {
  const entries = (await listEntries()).sort((a, b) => a.usedMs - b.usedMs);
  let totalBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, sizeBytes);
  for (const entry of entries) {
    if (totalBytes <= config().CACHE_BYTES || entry.usedMs > Date.now() - GRACE_MS) return;
    await rm(entry.folder, { recursive: true, force: true });
    totalBytes -= entry.sizeBytes;
  }
}

/** Removes what is cached of datasets other than these. Answers how many datasets it was. */
export async function removeCachesExcept(datasetIds: ReadonlySet<string>): Promise<number> {
  const cached = await listCachedDatasets();
  const gone = cached.filter((id) => !datasetIds.has(id));
  for (const id of gone) await rm(datasetCacheFolder(id), { recursive: true, force: true });
  return gone.length;
}

/** The ids of datasets of which something is cached. */
export async function listCachedDatasets(): Promise<string[]> {
  return readdir(config().paths.cache).catch(() => []);
}

async function listEntries(): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const id of await listCachedDatasets()) {
    const dataset = await opendir(datasetCacheFolder(id)).catch(() => null);
    if (dataset === null) continue;
    for await (const { name } of dataset) {
      const folder = path.join(/* turbopackIgnore: true */ dataset.path, name);
      const found = await stat(folder).catch(() => null);
      if (found === null) continue;
      const { bytesOnDisk } = await measureFolder(folder);
      entries.push({ folder, sizeBytes: bytesOnDisk, usedMs: found.mtimeMs });
    }
  }
  return entries;
}
