import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { TooLarge } from '@/lib/errors';

type Hash = Uint8Array<ArrayBuffer>;

/** Where the payload with this SHA-256 lies, whether or not it is there: blobs/ab/cd/<64 hex digits>. */
export function blobFile(hash: Uint8Array): string {
  const hex = Buffer.from(hash).toString('hex');
  if (hex.length !== 64) throw new Error(`A blob hash has 32 bytes, not ${hash.byteLength}.`);
  return path.join(/* turbopackIgnore: true */ config().paths.blobs, hex.slice(0, 2), hex.slice(2, 4), hex);
}

/** The bytes of a blob as a stream; an error on the stream when the file is missing. */
export function openBlob(hash: Uint8Array): ReadStream {
  return createReadStream(blobFile(hash));
}

/** The bytes of a blob at once: for views, thumbnails and other small payloads. */
export async function readBlob(hash: Uint8Array): Promise<Buffer> {
  return readFile(blobFile(hash));
}

/** True when the file of a blob is on disk. */
export async function hasBlob(hash: Uint8Array): Promise<boolean> {
  return (await sizeOf(blobFile(hash))) !== null;
}

/**
 * Stores bytes as they come: temp file, fsync, rename to the name of their SHA-256, fsync of the folder. Bytes that are
 * there already are kept and marked as new, so that a sweep leaves them alone. The caller adds the reference in the
 * transaction that needs them. Throws TooLarge past `limitBytes`; a failure leaves nothing behind.
 */
export async function storeBlob(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limitBytes = Number.MAX_SAFE_INTEGER,
): Promise<{ hash: Hash; sizeBytes: number }> {
  const folder = config().paths.blobs;
  await mkdir(folder, { recursive: true });
  const temp = path.join(/* turbopackIgnore: true */ folder, `.new-${randomUUID()}`);
  try {
    const written = await writeHashed(temp, chunks, limitBytes);
    await adoptBlob(temp, written.hash);
    return written;
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}

/**
 * Moves a finished file on the same disk into storage under the name of its SHA-256, which the caller computed while it
 * wrote the file. When the blob is there already, the file is removed. Safe to repeat. With `isBulk` the caller has
 * synced the disk before the first file and does so after the last one; otherwise each file and folder is synced here.
 */
export async function adoptBlob(file: string, hash: Uint8Array, options: { isBulk?: boolean } = {}): Promise<void> {
  const isBulk = options.isBulk === true;
  const target = blobFile(hash);
  const existingBytes = await sizeOf(target);
  if (existingBytes !== null && existingBytes === (await sizeOf(file))) {
    await touch(target);
    await rm(file, { force: true });
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  try {
    if (!isBulk) await syncFile(file);
    await rename(file, target);
  } catch (error) {
    // A run that was cut off may have moved it before.
    if (!isMissing(error) || (await sizeOf(target)) === null) throw error;
  }
  await touch(target);
  if (!isBulk) await syncFolder(path.dirname(target));
}

/**
 * Brings everything that was written to the disk of a folder onto it, by one call for any number of files (syncfs, through
 * the command `sync -f` of GNU coreutils). False where there is no such command: then files must be synced one by one.
 */
export async function syncDiskOf(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  return new Promise((resolve) => {
    execFile('sync', ['-f', folder], (error) => resolve(error === null));
  });
}

/** Writes a new file as writeHashed does, with its bytes on the disk before it returns. */
export async function writeDurably(
  file: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limitBytes = Number.MAX_SAFE_INTEGER,
): Promise<{ hash: Hash; sizeBytes: number }> {
  const written = await writeHashed(file, chunks, limitBytes);
  await syncFile(file);
  return written;
}

/**
 * Writes a new file and hashes its bytes on the way. The file must not exist.
 * Throws TooLarge past `limitBytes`, leaving the partial file to the caller.
 */
export async function writeHashed(
  file: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limitBytes = Number.MAX_SAFE_INTEGER,
): Promise<{ hash: Hash; sizeBytes: number }> {
  const hasher = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > limitBytes) throw new TooLarge(`The bytes passed ${limitBytes} bytes, the limit.`);
      hasher.update(chunk);
      await writeFully(handle, chunk);
    }
  } finally {
    await handle.close();
  }
  return { hash: new Uint8Array(hasher.digest()), sizeBytes };
}

/** Makes renames inside a folder durable. Where folders cannot be synced (Windows) the rename itself must do. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeFully(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.byteLength - offset);
    offset += bytesWritten;
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
