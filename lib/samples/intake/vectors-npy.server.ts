import { type FileHandle, open } from 'node:fs/promises';
import { readHead } from '@/lib/samples/intake/open-table.server';
import { requireShape, UnreadableVectors, VECTOR_LIMITS } from '@/lib/samples/intake/vectors';
import { NPY_HEAD_BYTES, type NpyHeader, readNpyHeader } from '@/lib/samples/intake/vectors-npy-header';
import { canBeIds, numberReader, readIds } from '@/lib/samples/intake/vectors-npy-values';

/** A .npy file whose header fits its size. `what` names it in sentences. */
export type NpyFile = { path: string; what: string; header: NpyHeader };

const BLOCK_BYTES = 16 * 1024 * 1024;
const COLUMN_BLOCK_BYTES = 48 * 1024 * 1024;

/** Reads the header of a .npy file and compares it with the size of the file. Throws UnreadableVectors. */
export async function openNpy(path: string, sizeBytes: number, what: string): Promise<NpyFile> {
  const header = readNpyHeader(await readHead(path, NPY_HEAD_BYTES), what);
  const { shape, type, dataOffset } = header;
  const needed = shape.reduce((product, length) => product * length, type.sizeBytes);
  const actual = sizeBytes - dataOffset;
  if (needed !== actual) {
    const how = actual < needed ? 'is cut off' : 'is longer than it says';
    throw new UnreadableVectors(
      `${what} ${how}: an array of ${shape.join(' × ')} ${type.name} has ${needed} bytes, but ${actual} follow the header.`,
    );
  }
  return { path, what, header };
}

/** True for an array of one dimension (or one column) whose elements can be ids. */
export function holdsIds({ header: { shape, type } }: NpyFile): boolean {
  const isOneColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  return isOneColumn && canBeIds(type);
}

/** Rows and columns of an array of vectors. Throws UnreadableVectors for any other array, and for other elements. */
export function vectorShape({ what, header: { shape, type } }: NpyFile): { rowCount: number; dimension: number } {
  const [rowCount, dimension] = shape;
  if (rowCount === undefined || dimension === undefined || shape.length !== 2) {
    throw new UnreadableVectors(
      `${what} is an array of ${shape.length} dimensions (${shape.join(' × ')}). Vectors are one array of two: rows × numbers.`,
    );
  }
  requireShape(what, rowCount, dimension);
  numberReader(type, what);
  return { rowCount, dimension };
}

/** The vectors of an array, some rows at a time, as float32; C and Fortran order. */
export async function* readNpyRows(file: NpyFile): AsyncGenerator<Float32Array<ArrayBuffer>> {
  const { rowCount, dimension } = vectorShape(file);
  const { type, dataOffset, isFortranOrder } = file.header;
  const toNumbers = numberReader(type, file.what);
  const handle = await open(file.path, 'r');
  try {
    if (isFortranOrder) {
      const read: ColumnReader = async (column, from, to, out) => {
        const place = dataOffset + (column * rowCount + from) * type.sizeBytes;
        toNumbers(await readExactly(handle, place, (to - from) * type.sizeBytes), out, column, dimension);
      };
      yield* transposeColumns({ rowCount, dimension }, read);
      return;
    }
    const rowBytes = dimension * type.sizeBytes;
    const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
    for (let from = 0; from < rowCount; from += blockRows) {
      const count = Math.min(blockRows, rowCount - from);
      const values = new Float32Array(count * dimension);
      toNumbers(await readExactly(handle, dataOffset + from * rowBytes, count * rowBytes), values, 0, 1);
      yield values;
    }
  } finally {
    await handle.close();
  }
}

/** Puts rows `from` to `to` (excluded) of a column into its place in rows of `dimension` numbers. */
export type ColumnReader = (column: number, from: number, to: number, out: Float32Array) => Promise<void>;

/** Rows from what lies column after column: blocks of rows, each gathered from a piece of every column. */
export async function* transposeColumns(
  { rowCount, dimension }: { rowCount: number; dimension: number },
  read: ColumnReader,
): AsyncGenerator<Float32Array<ArrayBuffer>> {
  const blockRows = Math.max(1, Math.floor(COLUMN_BLOCK_BYTES / (4 * dimension)));
  for (let from = 0; from < rowCount; from += blockRows) {
    const to = Math.min(from + blockRows, rowCount);
    const values = new Float32Array((to - from) * dimension);
    for (let column = 0; column < dimension; column += 1) await read(column, from, to, values);
    yield values;
  }
}

/** The ids of an array of one dimension, some at a time. Throws UnreadableVectors for elements that are none. */
export async function* readNpyIds(file: NpyFile): AsyncGenerator<string[]> {
  const { type, shape, dataOffset } = file.header;
  if (!holdsIds(file)) {
    throw new UnreadableVectors(
      `${file.what} is an array of ${shape.join(' × ')} ${type.name}. Ids are one array of texts or whole numbers, one for each row.`,
    );
  }
  if (type.sizeBytes === 0 || type.sizeBytes > 4 * VECTOR_LIMITS.idLength) {
    throw new UnreadableVectors(
      `${file.what} has ids of ${type.sizeBytes} bytes each; they can have 1 to ${4 * VECTOR_LIMITS.idLength}.`,
    );
  }
  const idCount = shape[0] ?? 0;
  const blockIds = Math.max(1, Math.floor(BLOCK_BYTES / 8 / type.sizeBytes));
  const handle = await open(file.path, 'r');
  try {
    for (let from = 0; from < idCount; from += blockIds) {
      const count = Math.min(blockIds, idCount - from);
      const bytes = await readExactly(handle, dataOffset + from * type.sizeBytes, count * type.sizeBytes);
      yield readIds(bytes, type);
    }
  } finally {
    await handle.close();
  }
}

/** Bytes of an open file. Throws when it ends before, which the size that was checked rules out. */
export async function readExactly(handle: FileHandle, from: number, lengthBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(lengthBytes);
  let length = 0;
  while (length < lengthBytes) {
    const { bytesRead } = await handle.read(buffer, length, lengthBytes - length, from + length);
    if (bytesRead === 0) throw new UnreadableVectors('The file ended while it was read.');
    length += bytesRead;
  }
  return buffer;
}
