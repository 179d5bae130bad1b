import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { Unavailable } from '@/lib/errors';
import { encodeMapHeader, mapHeaderBytes, mapSizeBytes, placesStartBytes } from '@/lib/maps/map-format';
import { datasetCacheFolder, makeRoom, touchEntry } from '@/lib/storage/cache.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';

/** What names the file of a map: cache/<dataset>/map-<key>/points.bin, laid out as map-format.ts says. */
export type MapPlace = { readonly datasetId: string; readonly key: string; readonly sampleCount: number };

function folderOf({ datasetId, key }: Pick<MapPlace, 'datasetId' | 'key'>): string {
  return path.join(/* turbopackIgnore: true */ datasetCacheFolder(datasetId), `map-${key}`);
}

function fileOf(map: MapPlace): string {
  return path.join(/* turbopackIgnore: true */ folderOf(map), 'points.bin');
}

/** Writes a map whole or not at all; one of the same key is replaced. */
export async function writeMapFile(map: MapPlace, ids: Uint8Array, places: Float32Array): Promise<void> {
  const draft = path.join(/* turbopackIgnore: true */ datasetCacheFolder(map.datasetId), `draft-${randomUUID()}`);
  try {
    await requireDiskForJob();
    await makeRoom(mapSizeBytes(map.sampleCount));
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const handle = await open(path.join(/* turbopackIgnore: true */ draft, 'points.bin'), 'wx', 0o600);
    try {
      for (const part of [encodeMapHeader(map.sampleCount), ids, toLittleEndian(places)]) await writeAll(handle, part);
    } finally {
      await handle.close();
    }
    await rm(folderOf(map), { recursive: true, force: true });
    await rename(draft, folderOf(map));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}

function toLittleEndian(values: Float32Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}

/** Whether the file is there, whole by its length; the cache may have let it go. */
export async function hasMapFile(map: MapPlace): Promise<boolean> {
  const found = await stat(fileOf(map)).catch(() => null);
  return found?.size === mapSizeBytes(map.sampleCount);
}

/** Removes the file of a map. */
export async function removeMapFile(map: Pick<MapPlace, 'datasetId' | 'key'>): Promise<void> {
  await rm(folderOf(map), { recursive: true, force: true });
}

/** The file as a stream of bytes. Throws Unavailable when it is gone. */
export async function streamMapFile(map: MapPlace): Promise<Readable> {
  await requireFile(map);
  return createReadStream(fileOf(map));
}

/** The ids of all points, 16 bytes each. Throws Unavailable when the file is gone. */
export async function readMapIds(map: MapPlace): Promise<Uint8Array> {
  return readPart(map, mapHeaderBytes, placesStartBytes(map.sampleCount));
}

/** x and y of all points. Throws Unavailable when the file is gone. */
export async function readMapPlaces(map: MapPlace): Promise<Float32Array> {
  const bytes = await readPart(map, placesStartBytes(map.sampleCount), mapSizeBytes(map.sampleCount));
  if (endianness() === 'BE') Buffer.from(bytes.buffer).swap32();
  return new Float32Array(bytes.buffer);
}

async function readPart(map: MapPlace, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  await requireFile(map);
  const bytes = new Uint8Array(to - from);
  const handle = await open(fileOf(map), 'r');
  try {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
      if (bytesRead === 0) throw gone();
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return bytes;
}

async function requireFile(map: MapPlace): Promise<void> {
  if (!(await hasMapFile(map))) throw gone();
  await touchEntry(folderOf(map)).catch(() => undefined);
}

function gone(): Unavailable {
  return new Unavailable('The file of this map is not in the cache any more. Lay the map out again.');
}
