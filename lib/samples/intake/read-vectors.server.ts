import { recognizeBytes } from '@/lib/samples/intake/file-kind';
import type { IntakeFile, IntakeRequest } from '@/lib/samples/intake/intake-message';
import { readHead } from '@/lib/samples/intake/open-table.server';
import type { Send } from '@/lib/samples/intake/read-table.server';
import { type OpenedVectors, UnreadableVectors, type VectorBatch } from '@/lib/samples/intake/vectors';
import { openCsvVectors, readIdLines } from '@/lib/samples/intake/vectors-csv.server';
import { IdQueue } from '@/lib/samples/intake/vectors-ids';
import {
  holdsIds,
  type NpyFile,
  openNpy,
  readNpyIds,
  readNpyRows,
  vectorShape,
} from '@/lib/samples/intake/vectors-npy.server';
import { isNpy } from '@/lib/samples/intake/vectors-npy-header';
import { unpackNpz } from '@/lib/samples/intake/vectors-npz.server';
import { openParquetVectors } from '@/lib/samples/intake/vectors-parquet.server';
import { VectorSink } from '@/lib/samples/intake/vectors-sink.server';

type VectorsRequest = IntakeRequest & { task: 'read-vectors' };
type Kind = 'npy' | 'npz' | 'parquet' | 'text';

/**
 * Reads the vectors of one delivery: a table (CSV or Parquet), an .npz with ids and vectors, or a .npy of vectors with a
 * second file of ids. Writes all numbers to `outFile` and tells of every row. Throws UnreadableVectors.
 */
export async function readVectors(request: VectorsRequest, send: Send): Promise<void> {
  const opened = await openVectors(request);
  const { source, batches, rowCount } = opened;
  const what = 'The file';
  const sink = await VectorSink.open(request.outFile, { dimension: source.dimension, what, send });
  try {
    for await (const batch of batches) {
      await sink.add(batch);
      const total = rowCount ?? 0;
      await send({ type: 'progress', done: sink.rowCount, total, unit: 'rows', decompressedBytes: 0 });
    }
  } finally {
    await sink.close();
  }
  if (sink.rowCount === 0) throw new UnreadableVectors('The file holds no rows.');
  await send({ type: 'vectors', source, rowCount: sink.rowCount });
}

async function openVectors({ files, outDir, idColumn }: VectorsRequest): Promise<OpenedVectors> {
  const kinds = await Promise.all(files.map(recognize));
  const [first, second] = files;
  if (first === undefined || files.length > 2) {
    throw new UnreadableVectors(`There are ${files.length} files; bring one, or one of vectors and one of ids.`);
  }
  if (second !== undefined) return openPair(files, kinds);
  const what = 'The file';
  const { path, sizeBytes } = first;
  if (kinds[0] === 'npy') {
    throw new UnreadableVectors(
      'A .npy file holds vectors or ids, not both. Bring a second file with one id for each row (.npy, .txt or .csv), or an .npz with both.',
    );
  }
  if (kinds[0] === 'npz') return openPacked({ path, sizeBytes }, outDir);
  if (kinds[0] === 'parquet') return openParquetVectors({ path, sizeBytes, what, outDir }, idColumn);
  return openCsvVectors(path, idColumn, what);
}

async function recognize({ path }: IntakeFile): Promise<Kind> {
  const head = await readHead(path, 512);
  if (isNpy(head)) return 'npy';
  const { kind, says } = recognizeBytes(head);
  if (kind === 'zip') return 'npz';
  if (says === 'a Parquet table') return 'parquet';
  if (kind === 'text') return 'text';
  throw new UnreadableVectors(`A file contains ${says}. Vectors can be .npy, .npz, Parquet or CSV.`);
}

async function openPair(files: readonly IntakeFile[], kinds: readonly Kind[]): Promise<OpenedVectors> {
  const arrays = await Promise.all(
    files.map(({ path, sizeBytes }, i) =>
      kinds[i] === 'npy' ? openNpy(path, sizeBytes, `File ${i + 1}`) : Promise.resolve(null),
    ),
  );
  const vectors = arrays.find((array) => array !== null && !holdsIds(array)) ?? null;
  const other = arrays[0] === vectors ? 1 : 0;
  if (vectors === null || (kinds[other] !== 'npy' && kinds[other] !== 'text')) {
    throw new UnreadableVectors(
      'Two files must be a .npy of vectors and its ids: a .npy of texts or whole numbers, or a text with one id on each line.',
    );
  }
  const idArray = arrays[other] ?? null;
  if (idArray !== null) return joinArrays(vectors, idArray, 'npy');
  const { rowCount } = vectorShape(vectors);
  const path = files[other]?.path ?? '';
  const lineCount = await countIds(readIdLines(path));
  const hasHeader = lineCount === rowCount + 1;
  if (!hasHeader) requireSameCount(rowCount, lineCount);
  return join(vectors, new IdQueue(readIdLines(path), hasHeader ? 1 : 0), 'npy');
}

async function openPacked(file: { path: string; sizeBytes: number }, outDir: string): Promise<OpenedVectors> {
  const unpacked = await unpackNpz(file, outDir);
  const arrays = await Promise.all(
    unpacked.map(({ name, path, sizeBytes }) => openNpy(path, sizeBytes, `The array ${name}`)),
  );
  const vectors = arrays.filter(({ header }) => header.shape.length === 2 && header.shape[1] !== 1);
  const ids = arrays.filter(holdsIds);
  const [theVectors] = vectors;
  const [theIds] = ids;
  if (theVectors === undefined || theIds === undefined || vectors.length > 1 || ids.length > 1) {
    const names = unpacked.map(
      ({ name }, i) => `${name} (${arrays[i]?.header.shape.join(' × ')} ${arrays[i]?.header.type.name})`,
    );
    throw new UnreadableVectors(
      `The archive must hold one array of vectors and one of ids, as np.savez(file, ids=…, vectors=…) writes them. It holds ${names.join(', ') || 'no arrays'}.`,
    );
  }
  return joinArrays(theVectors, theIds, 'npz');
}

function joinArrays(vectors: NpyFile, ids: NpyFile, format: 'npy' | 'npz'): OpenedVectors {
  requireSameCount(vectorShape(vectors).rowCount, ids.header.shape[0] ?? 0);
  return join(vectors, new IdQueue(readNpyIds(ids)), format);
}

function requireSameCount(rowCount: number, idCount: number): void {
  if (rowCount === idCount) return;
  throw new UnreadableVectors(`There are ${rowCount} vectors and ${idCount} ids; each row needs its id.`);
}

async function countIds(batches: AsyncGenerator<string[]>): Promise<number> {
  let count = 0;
  for await (const ids of batches) count += ids.length;
  return count;
}

function join(vectors: NpyFile, ids: IdQueue, format: 'npy' | 'npz'): OpenedVectors {
  const { rowCount, dimension } = vectorShape(vectors);
  const { shape, type } = vectors.header;
  async function* batches(): AsyncGenerator<VectorBatch> {
    try {
      for await (const values of readNpyRows(vectors)) {
        yield { ids: await ids.take(values.length / dimension), values, problems: new Map() };
      }
    } finally {
      await ids.close();
    }
  }
  const vectorColumns = `an array of ${shape.join(' × ')}`;
  const source = { format, numbers: type.name, dimension, idColumn: null, idColumns: [], vectorColumns };
  return { source, rowCount, batches: batches() };
}
