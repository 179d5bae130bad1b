import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { Invalid, TooLarge } from '@/lib/errors';
import { syncFolder, writeDurably } from '@/lib/storage/blobs.server';

/** The folder of an import: its uploaded files by position, and out/ for what the intake child makes of them. */
export function stagingDir(importId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(importId)) throw new Error(`${importId} is not the id of an import.`);
  return path.join(/* turbopackIgnore: true */ config().paths.staging, importId);
}

/** Where an uploaded file lies; the name that the person gave it is no part of the path. */
export function stagedFile(importId: string, position: number): string {
  return path.join(/* turbopackIgnore: true */ stagingDir(importId), String(position));
}

/** Where the intake child puts originals and copies, by their hash, until the commit. */
export function outDir(importId: string): string {
  return path.join(/* turbopackIgnore: true */ stagingDir(importId), 'out');
}

/**
 * Puts uploaded bytes into staging, durably, and compares them with what was announced. What differs is removed, so that
 * the same file can be sent again. Throws Invalid or TooLarge. Answers the SHA-256.
 */
export async function stageFile(
  place: { importId: string; position: number; name: string },
  bytes: AsyncIterable<Uint8Array>,
  expected: { sizeBytes: number; sha256: string },
): Promise<Uint8Array<ArrayBuffer>> {
  return stageAt(stagedFile(place.importId, place.position), place.name, bytes, expected);
}

/** Puts uploaded bytes at a path of ours, as stageFile does; `name` is what the person calls the file. */
export async function stageAt(
  target: string,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  expected: { sizeBytes: number; sha256: string },
): Promise<Uint8Array<ArrayBuffer>> {
  await mkdir(path.dirname(target), { recursive: true });
  const part = `${target}.${randomUUID()}.part`;
  try {
    const { hash, sizeBytes } = await writeDurably(part, bytes, expected.sizeBytes);
    compare(name, { sizeBytes, sha256: Buffer.from(hash).toString('hex') }, expected);
    await rename(part, target);
    await syncFolder(path.dirname(target));
    return hash;
  } catch (error) {
    await rm(part, { force: true });
    if (!(error instanceof TooLarge)) throw error;
    throw new TooLarge(
      `${name}: more bytes arrived than the ${expected.sizeBytes} that were announced. Send it again.`,
    );
  }
}

function compare(name: string, actual: { sizeBytes: number; sha256: string }, expected: typeof actual): void {
  if (actual.sizeBytes !== expected.sizeBytes) {
    throw new Invalid(`${name}: ${actual.sizeBytes} of ${expected.sizeBytes} bytes arrived. Send the file again.`);
  }
  if (actual.sha256 !== expected.sha256) {
    throw new Invalid(
      `${name}: the bytes that arrived have SHA-256 ${actual.sha256}, but ${expected.sha256} was announced. Send the file again.`,
    );
  }
}

/** Removes everything that an import has staged. */
export async function removeStaging(importId: string): Promise<void> {
  await rm(stagingDir(importId), { recursive: true, force: true, maxRetries: 3 });
}

/** Removes what an earlier attempt of the intake job has made. */
export async function clearOutDir(importId: string): Promise<void> {
  await rm(outDir(importId), { recursive: true, force: true, maxRetries: 3 });
}

/** Ids of the imports that have a staging folder. */
export async function listStagedImports(): Promise<string[]> {
  const names = await readdir(config().paths.staging).catch(() => []);
  return names.filter((name) => /^[0-9a-f-]{36}$/.test(name));
}
