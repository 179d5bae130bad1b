import { config } from '@/lib/config.server';
import type { TableSettings } from '@/lib/samples/import';
import { CsvScanner, type ScannedRow, UnreadableTable } from '@/lib/samples/intake/csv-scanner';
import { readJsonLine, UnreadableJson } from '@/lib/samples/intake/json-line';
import { readTextFile } from '@/lib/samples/intake/open-table.server';
import { unstorableReason } from '@/lib/samples/intake/text-problem';

/** One row of any table: cells in column order, or why it cannot be read. position counts from 1, header included. */
export type TableRecord = { position: number; cells: string[]; problem: string | null };

/** What is read of a table: how, which columns, and how far the file has been read. */
type Reading = { path: string; table: TableSettings; columns: readonly string[] };

/** Reports bytes read so far after each piece of the file. */
type OnBytes = (bytesRead: number) => void;

/**
 * The rows of a table, a piece of the file at a time, so that memory does not grow with the file. A row with more cells
 * than there are columns is a problem unless those are empty; missing cells at its end are empty.
 * Throws UnreadableTable when the rest of the file makes no sense.
 */
export async function* readRecords(reading: Reading, onBytes: OnBytes = () => undefined): AsyncGenerator<TableRecord> {
  const { format } = reading.table;
  if (format === 'csv' || format === 'tsv') yield* readDelimited(reading, onBytes);
  else yield* readLines(reading, onBytes, format === 'jsonl' ? jsonRecord : lineRecord);
}

/** The first row of a delimited table as it stands, or null for an empty file. */
export async function readFirstRow(path: string, table: TableSettings): Promise<ScannedRow | null> {
  for await (const row of scanFile({ path, table, columns: [] }, () => undefined)) return row;
  return null;
}

/** All keys of a JSON Lines file in the order of their first appearance. Throws UnreadableTable past the column limit. */
export async function collectKeys(path: string, table: TableSettings, onBytes: OnBytes): Promise<string[]> {
  const { MAX_COLUMNS } = config();
  const keys = new Set<string>();
  for await (const { line } of splitLines(path, table, onBytes)) {
    const values = line === null ? null : tryJsonLine(line);
    if (values === null || typeof values === 'string') continue;
    for (const key of values.keys()) keys.add(key);
    if (keys.size > MAX_COLUMNS) {
      throw new UnreadableTable(`The lines have more than ${MAX_COLUMNS} different keys, the limit.`);
    }
  }
  return [...keys];
}

async function* scanFile({ path, table }: Reading, onBytes: OnBytes): AsyncGenerator<ScannedRow> {
  const { MAX_FIELD_BYTES, MAX_ROW_BYTES, MAX_COLUMNS } = config();
  const scanner = new CsvScanner(table.delimiter, {
    fieldLength: MAX_FIELD_BYTES,
    rowLength: MAX_ROW_BYTES,
    columnCount: MAX_COLUMNS,
  });
  for await (const { text, bytesRead } of readTextFile(path, table.encoding)) {
    yield* scanner.push(text);
    onBytes(bytesRead);
  }
  yield* scanner.end();
}

async function* readDelimited(reading: Reading, onBytes: OnBytes): AsyncGenerator<TableRecord> {
  for await (const row of scanFile(reading, onBytes)) {
    if (row.row === 1 && reading.table.hasHeader) continue;
    yield {
      position: row.row,
      cells: row.cells,
      problem: row.problem ?? raggedReason(row.cells, reading.columns.length),
    };
  }
}

function raggedReason(cells: string[], columnCount: number): string | null {
  if (cells.length <= columnCount || cells.slice(columnCount).every((cell) => cell === '')) return null;
  return `The row has ${cells.length} cells, but the table has ${columnCount} columns.`;
}

type ToRecord = (line: string, columns: readonly string[]) => Omit<TableRecord, 'position'> | null;

async function* readLines(
  { path, table, columns }: Reading,
  onBytes: OnBytes,
  toRecord: ToRecord,
): AsyncGenerator<TableRecord> {
  const { MAX_ROW_BYTES } = config();
  for await (const { line, number } of splitLines(path, table, onBytes)) {
    const record =
      line === null
        ? { cells: [], problem: `The line is longer than ${MAX_ROW_BYTES} characters, the limit.` }
        : toRecord(line, columns);
    if (record !== null) yield { position: number, ...record };
  }
}

function lineRecord(line: string): Omit<TableRecord, 'position'> | null {
  return line.trim() === '' ? null : { cells: [line], problem: null };
}

function jsonRecord(line: string, columns: readonly string[]): Omit<TableRecord, 'position'> | null {
  if (line.trim() === '') return null;
  const values = tryJsonLine(line);
  if (typeof values === 'string') return { cells: [line.slice(0, 200)], problem: values };
  return { cells: columns.map((key) => values.get(key) ?? ''), problem: null };
}

/** The values of a line, or why there are none. */
function tryJsonLine(line: string): Map<string, string> | string {
  const { MAX_JSON_DEPTH, MAX_JSON_KEYS } = config();
  try {
    const values = readJsonLine(line, { depth: MAX_JSON_DEPTH, keyCount: MAX_JSON_KEYS });
    return unstorableReason('A key', [...values.keys()].join()) ?? values;
  } catch (error) {
    if (error instanceof UnreadableJson) return error.message;
    throw error;
  }
}

/** Lines without their ends, numbered from 1; null for one that is too long. */
async function* splitLines(
  path: string,
  table: TableSettings,
  onBytes: OnBytes,
): AsyncGenerator<{ line: string | null; number: number }> {
  const { MAX_ROW_BYTES } = config();
  let rest = '';
  let isTooLong = false;
  let number = 0;
  for await (const { text, bytesRead } of readTextFile(path, table.encoding)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      yield { line: isTooLong || line.length > MAX_ROW_BYTES ? null : trimReturn(line), number };
      isTooLong = false;
    }
    // What is too long already is not held any longer; only its end is waited for.
    if (rest.length > MAX_ROW_BYTES) {
      rest = '';
      isTooLong = true;
    }
    onBytes(bytesRead);
  }
  if (rest !== '' || isTooLong) yield { line: isTooLong ? null : trimReturn(rest), number: number + 1 };
}

function trimReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
