import { mkdir, opendir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { Unavailable } from '@/lib/errors';

/** A file on disk while a folder is walked. */
export type FoundFile = { file: string; sizeBytes: number; modifiedMs: number };

/** Free and total bytes of the disk that holds DATA_DIR, and how much uploads must leave free, in bytes. */
export async function measureDisk(): Promise<{ freeBytes: number; totalBytes: number; uploadReserveBytes: number }> {
  const { MIN_FREE_UPLOAD_BYTES, MIN_FREE_UPLOAD_PERCENT, paths } = config();
  await mkdir(paths.data, { recursive: true });
  const disk = await statfs(paths.data);
  const totalBytes = disk.blocks * disk.bsize;
  return {
    freeBytes: disk.bavail * disk.bsize,
    totalBytes,
    uploadReserveBytes: Math.max(MIN_FREE_UPLOAD_BYTES, Math.floor((totalBytes * MIN_FREE_UPLOAD_PERCENT) / 100)),
  };
}

/** Throws Unavailable when the disk could not hold `sizeBytes` more and still keep its reserve for uploads. */
export async function requireDiskForUpload(sizeBytes: number): Promise<void> {
  const { freeBytes, uploadReserveBytes } = await measureDisk();
  refuseBelow(freeBytes - sizeBytes, uploadReserveBytes, freeBytes, 'Nothing more is uploaded');
}

/** Throws Unavailable when a job must not write more to the disk. */
export async function requireDiskForJob(): Promise<void> {
  const { freeBytes } = await measureDisk();
  refuseBelow(freeBytes, config().MIN_FREE_JOB_BYTES, freeBytes, 'The job stopped');
}

/** All files under a folder, one at a time; a missing folder has none, and files that vanish meanwhile are passed over. */
export async function* walkFiles(folder: string): AsyncGenerator<FoundFile> {
  let entries: Awaited<ReturnType<typeof opendir>>;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  for await (const entry of entries) {
    const file = path.join(/* turbopackIgnore: true */ folder, entry.name);
    if (entry.isDirectory()) {
      yield* walkFiles(file);
    } else if (entry.isFile()) {
      const found = await stat(file).catch(() => null);
      if (found !== null) yield { file, sizeBytes: found.size, modifiedMs: found.mtimeMs };
    }
  }
}

/** Bytes and files under a folder. */
export async function measureFolder(folder: string): Promise<{ bytesOnDisk: number; filesOnDisk: number }> {
  let bytesOnDisk = 0;
  let filesOnDisk = 0;
  for await (const { sizeBytes } of walkFiles(folder)) {
    bytesOnDisk += sizeBytes;
    filesOnDisk += 1;
  }
  return { bytesOnDisk, filesOnDisk };
}

function refuseBelow(leftBytes: number, reserveBytes: number, freeBytes: number, what: string): void {
  if (leftBytes >= reserveBytes) return;
  throw new Unavailable(
    `${what}: the disk of the data directory has ${gigabytes(freeBytes)} GB free, and ${gigabytes(reserveBytes)} GB ` +
      'must stay free. Make room on the disk and try again.',
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
