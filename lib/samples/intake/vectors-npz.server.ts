import { open } from 'node:fs/promises';
import path from 'node:path';
import { UnreadableVectors } from '@/lib/samples/intake/vectors';
import {
  decompressedLimit,
  openZip,
  UnreadableArchive,
  UnreadableEntry,
  type ZipArchive,
  type ZipEntry,
} from '@/lib/samples/intake/zip-entries.server';

/** An array unpacked from an .npz file: its name in the archive, and where it lies now. */
export type UnpackedArray = { name: string; path: string; sizeBytes: number };

const MAX_ARRAYS = 16;

/**
 * Unpacks the arrays of an .npz file (a zip of .npy files) into a folder. Bytes are counted as they come out: past the
 * limit of what an archive may unpack to, and past that of one entry, it stops. Throws UnreadableVectors.
 */
export async function unpackNpz(file: { path: string; sizeBytes: number }, outDir: string): Promise<UnpackedArray[]> {
  const limit = decompressedLimit(file.sizeBytes);
  let totalBytes = 0;
  const count = (byteCount: number, entry: ZipEntry) => {
    totalBytes += byteCount;
    if (totalBytes > limit) {
      throw new UnreadableArchive(`Unpacking passed ${limit} bytes, the limit for this archive, at ${entry.name}.`);
    }
  };
  let archive: ZipArchive | undefined;
  try {
    archive = await openZip(file.path, count);
    return await unpackAll(archive, outDir);
  } catch (error) {
    if (!(error instanceof UnreadableArchive || error instanceof UnreadableEntry)) throw error;
    throw new UnreadableVectors(error.message);
  } finally {
    archive?.close();
  }
}

async function unpackAll(archive: ZipArchive, outDir: string): Promise<UnpackedArray[]> {
  const arrays: UnpackedArray[] = [];
  for await (const entry of archive.entries()) {
    if (entry.isIgnored || !entry.name.endsWith('.npy')) continue;
    if (entry.refusal !== null) throw new UnreadableEntry(`${entry.name}: ${entry.refusal}`);
    if (arrays.length === MAX_ARRAYS) {
      throw new UnreadableEntry(`The archive holds more than ${MAX_ARRAYS} arrays. Save ids and vectors only.`);
    }
    // The name in the archive is a label; where it is put is ours to say.
    const target = path.join(outDir, `array-${arrays.length}.npy`);
    const sizeBytes = await unpackEntry(archive, entry, target);
    arrays.push({ name: entry.name.replace(/\.npy$/, ''), path: target, sizeBytes });
  }
  return arrays;
}

async function unpackEntry(archive: ZipArchive, entry: ZipEntry, target: string): Promise<number> {
  const handle = await open(target, 'w');
  let sizeBytes = 0;
  try {
    for await (const bytes of archive.read(entry)) {
      await handle.write(bytes);
      sizeBytes += bytes.length;
    }
    return sizeBytes;
  } finally {
    await handle.close();
  }
}
