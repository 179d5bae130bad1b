import { nameColumns } from '@/lib/samples/intake/column-roles';
import { CsvScanner, type ScannedRow, UnreadableTable } from '@/lib/samples/intake/csv-scanner';
import { DELIMITERS } from '@/lib/samples/intake/delimiter';
import { type Encoding, readText } from '@/lib/samples/intake/encoding';
import { detectEncoding, readHead, readTextFile } from '@/lib/samples/intake/open-table.server';
import {
  type OpenedVectors,
  requireShape,
  UnreadableVectors,
  VECTOR_LIMITS,
  type VectorBatch,
  type VectorProblem,
} from '@/lib/samples/intake/vectors';
import {
  type ChosenColumns,
  chooseColumns,
  describeColumn,
  listIdColumns,
  parseNumber,
  splitList,
} from '@/lib/samples/intake/vectors-columns';

const HEAD_BYTES = 4 * 1024 * 1024;
const HEAD_ROWS = 50;
const BATCH_NUMBERS = 2_000_000;
const BATCH_ROWS = 2_000;
const LIMITS = { fieldLength: 1024 * 1024, rowLength: 4 * 1024 * 1024, columnCount: VECTOR_LIMITS.maxDimension + 64 };

type Layout = { encoding: Encoding; delimiter: string; hasHeader: boolean; names: string[]; rows: string[][] };

/** Opens a table of text with ids and vectors. Throws UnreadableVectors when there are none in it. */
export async function openCsvVectors(path: string, idColumn: string | null, what: string): Promise<OpenedVectors> {
  const layout = await readLayout(path, what);
  const columns = layout.names.map((name, i) =>
    describeColumn(
      name,
      layout.rows.map((row) => row[i] ?? ''),
    ),
  );
  const chosen = chooseColumns(columns, idColumn, what);
  const first = chosen.isList ? splitList(firstFilled(layout.rows, chosen.vectors[0] ?? 0)) : chosen.vectors;
  const dimension = first?.length ?? 0;
  requireShape(what, 1, dimension);
  return {
    source: {
      format: 'csv',
      numbers: 'text',
      dimension,
      idColumn: layout.names[chosen.id] ?? null,
      idColumns: listIdColumns(columns),
      vectorColumns: chosen.said,
    },
    rowCount: null,
    batches: readBatches(path, layout, { ...chosen, dimension, what }),
  };
}

function firstFilled(rows: string[][], index: number): string {
  return rows.map((row) => row[index] ?? '').find((cell) => splitList(cell) !== null) ?? '';
}

async function readLayout(path: string, what: string): Promise<Layout> {
  const { encoding } = await detectEncoding(path);
  const bytes = await readHead(path, HEAD_BYTES);
  const isWhole = bytes.length < HEAD_BYTES;
  const reader = readText(encoding);
  const head = `${reader.decode(bytes)}${isWhole ? reader.end() : ''}`.replace(/^\ufeff/, '');
  const tries = DELIMITERS.map((delimiter) => ({ delimiter, rows: readFirst(head, delimiter, isWhole) }));
  const best = tries.reduce((a, b) => (score(b.rows) > score(a.rows) ? b : a));
  const [first, ...rest] = best.rows;
  if (first === undefined) throw new UnreadableVectors(`${what} holds no rows.`);
  if (score(best.rows) === 0) throw new UnreadableVectors(`${what} has one column only: ids and vectors need two.`);
  const hasHeader = isHeader(first, rest);
  const names = nameColumns(hasHeader ? first : first.map(() => ''));
  return { encoding, delimiter: best.delimiter, hasHeader, names, rows: hasHeader ? rest : best.rows };
}

function readFirst(head: string, delimiter: string, isWhole: boolean): string[][] {
  const scanner = new CsvScanner(delimiter, LIMITS, Number.MAX_SAFE_INTEGER);
  const rows: string[][] = [];
  try {
    for (const found of isWhole ? [scanner.push(head), scanner.end()] : [scanner.push(head)]) {
      for (const row of found) {
        if (row.problem === null) rows.push(row.cells);
        if (rows.length >= HEAD_ROWS) return rows;
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
  }
  return rows;
}

/** How many rows have as many cells as the first, weighed by that number; 0 for one column. */
function score(rows: readonly string[][]): number {
  const width = rows[0]?.length ?? 0;
  if (width < 2) return 0;
  const fitting = rows.filter((cells) => cells.length === width).length;
  return (fitting / rows.length) * (1 - 1 / width);
}

/** The first row names the columns when it counts up (0, 1, 2, …) or has words where the next row has numbers. */
function isHeader(first: readonly string[], rest: readonly string[][]): boolean {
  const second = rest[0];
  if (second === undefined) return false;
  const holds = (cell: string | undefined) => parseNumber(cell ?? '') !== null || splitList(cell ?? '') !== null;
  if (first.some((cell, i) => !holds(cell) && holds(second[i]))) return true;
  const numbers = first.map((cell) => parseNumber(cell)).filter((value) => value !== null);
  return numbers.length >= VECTOR_LIMITS.minDimension && numbers.every((value, i) => value === (numbers[0] ?? 0) + i);
}

type Reading = ChosenColumns & { dimension: number; what: string };

async function* readBatches(path: string, layout: Layout, reading: Reading): AsyncGenerator<VectorBatch> {
  const batchRows = Math.max(1, Math.min(BATCH_ROWS, Math.floor(BATCH_NUMBERS / reading.dimension)));
  let batch = startBatch(batchRows, reading.dimension);
  for await (const row of scanRows(path, layout)) {
    if (row.row === 1 && layout.hasHeader) continue;
    addRow(batch, row, reading);
    if (batch.ids.length < batchRows) continue;
    yield batch;
    batch = startBatch(batchRows, reading.dimension);
  }
  if (batch.ids.length > 0) yield { ...batch, values: batch.values.slice(0, batch.ids.length * reading.dimension) };
}

function startBatch(rowCount: number, dimension: number): VectorBatch {
  return { ids: [], values: new Float32Array(rowCount * dimension), problems: new Map() };
}

async function* scanRows(path: string, { encoding, delimiter }: Layout): AsyncGenerator<ScannedRow> {
  const scanner = new CsvScanner(delimiter, LIMITS);
  for await (const { text } of readTextFile(path, encoding)) yield* scanner.push(text);
  yield* scanner.end();
}

function addRow(batch: VectorBatch, row: ScannedRow, reading: Reading): void {
  const i = batch.ids.length;
  batch.ids.push(row.problem === null ? (row.cells[reading.id] ?? '').trim() : '');
  const problem = row.problem === null ? fillNumbers(batch.values, i, row.cells, reading) : unreadable(row.problem);
  if (problem !== null) batch.problems.set(i, problem);
}

const unreadable = (reason: string): VectorProblem => ({ fault: 'unreadable', reason });

function fillNumbers(
  values: Float32Array,
  i: number,
  cells: readonly string[],
  { vectors, isList, dimension }: Reading,
): VectorProblem | null {
  const parts = isList ? splitList(cells[vectors[0] ?? 0] ?? '', 1) : vectors.map((index) => cells[index] ?? '');
  if (parts === null) return unreadable('The cell of the vector holds no list of numbers.');
  const count = isList ? parts.length : parts.filter((part) => part.trim() !== '').length;
  if (count !== dimension) {
    return { fault: 'wrong-length', reason: `The vector has ${count} numbers; the others have ${dimension}.` };
  }
  for (const [column, part] of parts.entries()) {
    const value = parseNumber(part);
    if (value === null) return unreadable(`“${part.slice(0, 40)}”, number ${column + 1} of the vector, is no number.`);
    values[i * dimension + column] = value;
  }
  return null;
}

/** The lines of a file of ids, one on each; of a line with delimiters, the first cell. Blank lines are passed over. */
export async function* readIdLines(path: string): AsyncGenerator<string[]> {
  const { encoding } = await detectEncoding(path);
  const layout = { encoding, delimiter: await idDelimiter(path, encoding) };
  const scanner = new CsvScanner(layout.delimiter, LIMITS);
  for await (const { text } of readTextFile(path, encoding)) yield takeIds(scanner.push(text));
  yield takeIds(scanner.end());
}

function takeIds(rows: Iterable<ScannedRow>): string[] {
  return Array.from(rows, ({ cells, problem }) => (problem === null ? (cells[0] ?? '').trim() : ''));
}

// A path may hold a comma: only a delimiter that every line has the same number of times is one.
async function idDelimiter(path: string, encoding: Encoding): Promise<string> {
  const bytes = await readHead(path, HEAD_BYTES);
  const head = readText(encoding)
    .decode(bytes)
    .replace(/^\ufeff/, '');
  const found = DELIMITERS.find((delimiter) => {
    const rows = readFirst(head, delimiter, bytes.length < HEAD_BYTES);
    const width = rows[0]?.length ?? 0;
    return width > 1 && rows.every((cells) => cells.length === width);
  });
  return found ?? '\u001f';
}
