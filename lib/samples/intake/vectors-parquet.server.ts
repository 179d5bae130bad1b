import { open } from 'node:fs/promises';
import path from 'node:path';
import type { RowGroup, SchemaTree } from 'hyparquet';
import {
  type OpenedVectors,
  requireShape,
  UnreadableVectors,
  type VectorBatch,
  type VectorProblem,
} from '@/lib/samples/intake/vectors';
import {
  type ChosenColumns,
  chooseColumns,
  listIdColumns,
  type TableColumn,
} from '@/lib/samples/intake/vectors-columns';
import { IdQueue } from '@/lib/samples/intake/vectors-ids';
import { readExactly, transposeColumns } from '@/lib/samples/intake/vectors-npy.server';
import { readLists } from '@/lib/samples/intake/vectors-parquet-lists.server';
import {
  openParquet,
  type ParquetFile,
  readColumnPages,
  toUnreadable,
} from '@/lib/samples/intake/vectors-parquet-pages.server';

type Column = TableColumn & { path: string[]; type: string };
type Reading = { file: ParquetFile; columns: Column[]; chosen: ChosenColumns; dimension: number; outDir: string };

/**
 * Opens a Parquet table with ids and vectors: a column of lists of numbers, or one column for each number. The file is
 * closed when all batches are read. Throws UnreadableVectors.
 */
export async function openParquetVectors(
  input: { path: string; sizeBytes: number; what: string; outDir: string },
  idColumn: string | null,
): Promise<OpenedVectors> {
  const file = await openParquet(input.path, input.sizeBytes, input.what);
  try {
    const columns = file.schema.children.flatMap(describe);
    const chosen = chooseColumns(columns, idColumn, file.what);
    const rowCount = Number(file.metadata.num_rows);
    const dimension = chosen.isList ? await measureList(file, columns[chosen.vectors[0] ?? 0]) : chosen.vectors.length;
    requireShape(file.what, rowCount, dimension);
    const source = {
      format: 'parquet' as const,
      numbers: columns[chosen.vectors[0] ?? 0]?.type ?? '',
      dimension,
      idColumn: columns[chosen.id]?.name ?? null,
      idColumns: listIdColumns(columns),
      vectorColumns: chosen.said,
    };
    const reading = { file, columns, chosen, dimension, outDir: input.outDir };
    return { source, rowCount, batches: readBatches(reading) };
  } catch (error) {
    await file.handle.close();
    throw toUnreadable(error, input.what);
  }
}

/** A column that can hold ids or numbers; none for anything else. */
function describe(node: SchemaTree): Column[] {
  const leaf = findLeaf(node);
  if (leaf === null) return [];
  const { name } = node.element;
  const { type, converted_type: converted, logical_type: logical } = leaf.element;
  const isRepeated = leaf !== node;
  if (converted === 'DECIMAL' || converted === 'DATE' || logical?.type === 'TIMESTAMP' || logical?.type === 'TIME')
    return [];
  const isFloat = type === 'FLOAT' || type === 'DOUBLE' || logical?.type === 'FLOAT16';
  const isInteger = type === 'INT32' || type === 'INT64';
  if (isFloat || isInteger) {
    const kind = isRepeated ? 'list' : isFloat ? 'number' : 'integer';
    const named = { FLOAT: 'float32', DOUBLE: 'float64', INT32: 'int32', INT64: 'int64' }[type as string] ?? 'float16';
    return [{ name, kind, path: leaf.path, type: named }];
  }
  const isText = !isRepeated && (type === 'BYTE_ARRAY' || logical?.type === 'UUID');
  return isText ? [{ name, kind: 'text', path: leaf.path, type: 'text' }] : [];
}

/** The one leaf of a column that is a value, or a list of values; null for anything more nested. */
function findLeaf(node: SchemaTree): SchemaTree | null {
  let repeats = 0;
  let at = node;
  for (;;) {
    if (at.element.repetition_type === 'REPEATED') repeats += 1;
    const [child, ...others] = at.children;
    if (others.length > 0 || repeats > 1) return null;
    if (child === undefined) return at === node || repeats === 1 ? at : null;
    at = child;
  }
}

/** How many numbers the first list that is not empty holds. */
async function measureList(file: ParquetFile, column: Column | undefined): Promise<number> {
  for (const group of column === undefined ? [] : file.metadata.row_groups) {
    for await (const { lengths } of readLists(file, group, { path: column?.path ?? [], dimension: 1, batchRows: 1 })) {
      const length = lengths.find((count) => count > 0);
      if (length !== undefined) return length;
    }
  }
  throw new UnreadableVectors(`${file.what} holds empty lists only.`);
}

async function* readBatches(reading: Reading): AsyncGenerator<VectorBatch> {
  const { file, chosen } = reading;
  try {
    for (const group of file.metadata.row_groups) {
      const ids = new IdQueue(readColumnPages(file, group, pathOf(reading, chosen.id)));
      if (chosen.isList) yield* readListBatches(reading, group, ids);
      else yield* readColumns(reading, group, ids);
    }
  } catch (error) {
    throw toUnreadable(error, file.what);
  } finally {
    await file.handle.close();
  }
}

function pathOf({ columns, file }: Reading, index: number): string[] {
  const column = columns[index];
  if (column === undefined) throw new UnreadableVectors(`${file.what} lost a column.`);
  return column.path;
}

async function* readListBatches(reading: Reading, group: RowGroup, ids: IdQueue): AsyncGenerator<VectorBatch> {
  const { file, chosen, dimension } = reading;
  const path = pathOf(reading, chosen.vectors[0] ?? 0);
  for await (const { lengths, values } of readLists(file, group, { path, dimension })) {
    const problems = new Map<number, VectorProblem>();
    for (const [i, length] of lengths.entries()) {
      if (length === dimension) continue;
      const reason = `The vector has ${length} numbers; the others have ${dimension}.`;
      problems.set(i, { fault: 'wrong-length', reason });
    }
    yield { ids: await ids.take(lengths.length), values, problems };
  }
}

/** A value as a number; NaN for one that is missing. */
function toNumber(value: unknown): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

/** One column for each number: written to a file column after column, then read back as rows. */
async function* readColumns(reading: Reading, group: RowGroup, ids: IdQueue): AsyncGenerator<VectorBatch> {
  const { dimension, outDir } = reading;
  const rowCount = Number(group.num_rows);
  const handle = await open(path.join(outDir, 'columns.f32'), 'w+');
  try {
    for (let column = 0; column < dimension; column += 1) {
      await writeColumn(reading, { group, column, rowCount, handle });
    }
    const read = async (column: number, from: number, to: number, out: Float32Array) => {
      const bytes = await readExactly(handle, 4 * (column * rowCount + from), 4 * (to - from));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < to - from; i += 1) out[i * dimension + column] = view.getFloat32(4 * i, true);
    };
    for await (const values of transposeColumns({ rowCount, dimension }, read)) {
      yield { ids: await ids.take(values.length / dimension), values, problems: new Map() };
    }
  } finally {
    await handle.close();
  }
}

async function writeColumn(
  reading: Reading,
  target: { group: RowGroup; column: number; rowCount: number; handle: Awaited<ReturnType<typeof open>> },
): Promise<void> {
  const { group, column, rowCount, handle } = target;
  const index = reading.chosen.vectors[column] ?? 0;
  let written = 0;
  for await (const page of readColumnPages(reading.file, group, pathOf(reading, index))) {
    const bytes = Buffer.alloc(4 * page.length);
    for (let i = 0; i < page.length; i += 1) bytes.writeFloatLE(toNumber(page[i]), 4 * i);
    await handle.write(bytes, 0, bytes.length, 4 * (column * rowCount + written));
    written += page.length;
  }
  if (written !== rowCount) {
    throw new UnreadableVectors(`${reading.file.what} holds ${written} numbers in a column of ${rowCount} rows.`);
  }
}
