import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { idSizeBytes } from '@/lib/embeddings/id-bytes';
import { Unavailable } from '@/lib/errors';

/**
 * Embeddings of one dataset by one model as files, which any thread of this machine can read. Row i of `file` (raw
 * float32, little-endian, `dimension` numbers a row) belongs to the sample whose 16-byte id is row i of `idsFile`; ids
 * ascend. Can be posted to a thread.
 */
export type EmbeddingMatrix = {
  readonly file: string;
  readonly idsFile: string;
  readonly rowCount: number;
  readonly dimension: number;
  /** Hex; the same key, the same rows. */
  readonly key: string;
};

/** Bytes of a block of vectors at most; each block has a checksum of its own, and is read at once. */
export const blockSizeBytes = 4 * 1024 * 1024;

const format = 'sheaf-matrix/1';
const headerFile = 'matrix.json';

const header = z.strictObject({
  format: z.literal(format),
  key: z.string(),
  rowCount: z.int().min(0),
  dimension: z.int().min(1),
  /** CRC-32 of every block of the vectors, and of all ids. */
  blocks: z.array(z.int()),
  ids: z.int(),
});
type Header = z.infer<typeof header>;

/** The files of a matrix that lies in a folder. */
export function describeMatrix(
  folder: string,
  { key, rowCount, dimension }: Omit<EmbeddingMatrix, 'file' | 'idsFile'>,
) {
  const inFolder = (name: string) => path.join(/* turbopackIgnore: true */ folder, name);
  return { file: inFolder('vectors.f32'), idsFile: inFolder('ids.bin'), key, rowCount, dimension };
}

/** The header as bytes: JSON, and its own SHA-256 in a line before it. */
export function encodeHeader(matrix: Omit<EmbeddingMatrix, 'file' | 'idsFile'>, blocks: number[], ids: number): string {
  const { key, rowCount, dimension } = matrix;
  const json = JSON.stringify({ format, key, rowCount, dimension, blocks, ids } satisfies Header);
  return `${sha256(json)}\n${json}\n`;
}

export function headerPath(folder: string): string {
  return path.join(/* turbopackIgnore: true */ folder, headerFile);
}

/**
 * The matrix in a folder when it is there, whole by its lengths, of that key and not changed in its header; else null.
 * The vectors themselves are checked when they are read.
 */
export async function findMatrix(folder: string, key: string): Promise<EmbeddingMatrix | null> {
  const found = await readHeader(folder);
  if (found === null || found.key !== key) return null;
  const matrix = describeMatrix(folder, found);
  const sizes = await Promise.all([matrix.file, matrix.idsFile].map((file) => stat(file).catch(() => null)));
  const isWhole =
    sizes[0]?.size === found.rowCount * found.dimension * 4 && sizes[1]?.size === found.rowCount * idSizeBytes;
  return isWhole ? matrix : null;
}

async function readHeader(folder: string): Promise<Header | null> {
  const text = await readFile(headerPath(folder), 'utf8').catch(() => '');
  const [hash, json, rest] = text.split('\n');
  if (json === undefined || rest !== '' || sha256(json) !== hash) return null;
  return header.safeParse(JSON.parse(json)).data ?? null;
}

/**
 * Reads all vectors once, into memory that threads can share, and checks them. Throws Unavailable, and removes the
 * files, when they are damaged; opening the matrix again then makes them anew.
 */
export async function readMatrix(matrix: EmbeddingMatrix): Promise<Float32Array<SharedArrayBuffer>> {
  const { file, rowCount, dimension } = matrix;
  const bytes = new Uint8Array(new SharedArrayBuffer(rowCount * dimension * 4));
  const checks = (await readHeader(path.dirname(file)))?.blocks ?? [];
  const handle = await openFile(matrix, file);
  try {
    for (let start = 0, block = 0; start < bytes.length; start += blockSizeBytes, block += 1) {
      const part = bytes.subarray(start, Math.min(bytes.length, start + blockSizeBytes));
      const readBytes = await readFully(handle, part, start);
      if (readBytes < part.length || crc32(part) !== checks[block]) throw await discard(matrix);
    }
  } finally {
    await handle.close();
  }
  return toFloats(bytes);
}

/**
 * Reads rows `start` to `start + count − 1` to the beginning of `into`. For matrices that are not held in memory;
 * throws RangeError past the end, and Unavailable when the files are gone or cut off.
 */
export async function readRows(
  matrix: EmbeddingMatrix,
  start: number,
  count: number,
  into: Float32Array,
): Promise<void> {
  const { file, rowCount, dimension } = matrix;
  if (start < 0 || count < 0 || start + count > rowCount || into.length < count * dimension) {
    throw new RangeError(`Rows ${start} to ${start + count} of ${rowCount} into ${into.length} numbers.`);
  }
  const bytes = new Uint8Array(into.buffer, into.byteOffset, count * dimension * 4);
  const handle = await openFile(matrix, file);
  try {
    if ((await readFully(handle, bytes, start * dimension * 4)) < bytes.length) throw await discard(matrix);
  } finally {
    await handle.close();
  }
  toFloats(bytes);
}

/**
 * Some rows by their numbers, one after another. For a thread that answers questions: it reads at once, not behind
 * whatever else waits for the disk in this process. Throws as `readRows` does, but leaves damaged files where they are.
 */
export function pickRows({ file, rowCount, dimension }: EmbeddingMatrix, rows: readonly number[]): Float32Array {
  const outside = rows.find((row) => row < 0 || row >= rowCount);
  if (outside !== undefined) throw new RangeError(`Row ${outside} of ${rowCount}.`);
  const bytes = new Uint8Array(rows.length * dimension * 4);
  const rowBytes = dimension * 4;
  try {
    const descriptor = openSync(file, 'r');
    try {
      rows.forEach((row, i) => {
        if (readSync(descriptor, bytes, i * rowBytes, rowBytes, row * rowBytes) < rowBytes) throw new Error('cut off');
      });
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new Unavailable(
      `The cached embeddings in ${path.dirname(file)} cannot be read (${String(error)}). Try again.`,
    );
  }
  return toFloats(bytes);
}

/** The ids of all rows, 16 bytes each (see id-bytes.ts). Throws as `readMatrix` does. */
export async function readIds(matrix: EmbeddingMatrix): Promise<Uint8Array<SharedArrayBuffer>> {
  const bytes = new Uint8Array(new SharedArrayBuffer(matrix.rowCount * idSizeBytes));
  const check = (await readHeader(path.dirname(matrix.file)))?.ids;
  const handle = await openFile(matrix, matrix.idsFile);
  try {
    const readBytes = await readFully(handle, bytes, 0);
    if (readBytes < bytes.length || crc32(bytes) !== check) throw await discard(matrix);
  } finally {
    await handle.close();
  }
  return bytes;
}

async function openFile(matrix: EmbeddingMatrix, file: string): Promise<FileHandle> {
  return open(file, 'r').catch(async () => {
    throw await discard(matrix);
  });
}

/** Removes damaged files, so that the next opening makes them anew. */
async function discard({ file }: EmbeddingMatrix): Promise<Unavailable> {
  await rm(path.dirname(file), { recursive: true, force: true });
  return new Unavailable(`The cached embeddings in ${path.dirname(file)} were damaged or gone. They are made anew.`);
}

/** Fills `into` from a position of a file; returns how many bytes there were. */
async function readFully(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let offset = 0;
  while (offset < into.length) {
    const length = Math.min(into.length - offset, blockSizeBytes);
    const { bytesRead } = await handle.read(into, offset, length, position + offset);
    if (bytesRead === 0) break;
    offset += bytesRead;
  }
  return offset;
}

/** The same memory as numbers; turned in place where the machine is big-endian. */
function toFloats<B extends ArrayBufferLike>(bytes: Uint8Array<B>): Float32Array<B> {
  if (endianness() === 'BE') Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).swap32();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
