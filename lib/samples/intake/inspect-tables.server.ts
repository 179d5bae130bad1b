import type { Inspection, TableSettings } from '@/lib/samples/import';
import { detectHeader, guessRoles, nameColumns } from '@/lib/samples/intake/column-roles';
import { UnreadableTable } from '@/lib/samples/intake/csv-scanner';
import { detectDelimiter, readFirstRows } from '@/lib/samples/intake/delimiter';
import { readText } from '@/lib/samples/intake/encoding';
import type { IntakeFile, IntakeInspection, IntakeRequest } from '@/lib/samples/intake/intake-message';
import { detectEncoding, readHead } from '@/lib/samples/intake/open-table.server';
import { readTableFile, type Send } from '@/lib/samples/intake/read-table.server';
import { fileProblem, type SortedFiles } from '@/lib/samples/intake/sort-files.server';
import { TableCount } from '@/lib/samples/intake/table-count.server';
import { collectKeys, readFirstRow, readRecords, type TableRecord } from '@/lib/samples/intake/table-records.server';
import { toIntakeResult } from '@/lib/samples/intake/table-row.server';

const HEAD_BYTES = 1024 * 1024;
const HEAD_ROWS = 1000;
const SHOWN_ROWS = 50;
const SHOWN_CELL_CHARACTERS = 400;
const SHOWN_CHARACTERS = 300_000;

type Found = { table: TableSettings; columns: IntakeInspection['columns']; warnings: string[] };

/**
 * Finds out how tables are to be read (or takes what the person chose), then reads them whole and counts exactly. Where
 * no columns are found that way, it answers none, and the reason as the first problem: another way may find them.
 */
export async function inspectTables(
  sorted: SortedFiles,
  request: IntakeRequest & { task: 'inspect' },
  send: Send,
): Promise<IntakeInspection> {
  const first = sorted.tables[0];
  if (first === undefined) throw new Error('There is no table to inspect.');
  const { reason, ...found } = await findSettings(first, request.table, send);
  const count = new TableCount(request.sendHashes ? send : null);
  if (reason !== null) count.addProblem(fileProblem(first, reason));
  for (const problem of sorted.problems) count.addProblem(problem);
  if (reason !== null) return count.toInspection({ ...found, rows: [] });
  const total = sorted.tables.reduce((sum, file) => sum + file.sizeBytes, 0);
  let doneBytes = 0;
  for (const file of sorted.tables) {
    let readBytes = 0;
    const columns = { names: found.columns.map((column) => column.name), roles: found.table.roles };
    const onBytes = (bytes: number) => {
      readBytes = Math.min(bytes, file.sizeBytes);
    };
    for await (const result of readTableFile(file, { table: found.table, columns, onBytes })) {
      if (await count.add(result)) {
        await send({ type: 'progress', done: doneBytes + readBytes, total, unit: 'bytes', decompressedBytes: 0 });
      }
    }
    doneBytes += file.sizeBytes;
  }
  await count.flush();
  return count.toInspection({ ...found, rows: await showRows(first, found) });
}

/** What was found, or why nothing can be found with these settings. */
async function findSettings(
  file: IntakeFile,
  chosen: TableSettings | null,
  send: Send,
): Promise<Found & { reason: string | null }> {
  const detected = await detectEncoding(file.path);
  const encoding = chosen?.encoding ?? detected.encoding;
  const warnings = detected.warning !== null && encoding === detected.encoding ? [detected.warning] : [];
  let table: TableSettings = chosen ?? { ...UNKNOWN_LAYOUT, encoding, roles: [] };
  try {
    if (chosen === null) table = { ...(await readLayout(file, encoding)), encoding, roles: [] };
    const names = await findColumns(file, table, send);
    const guessed = guessRoles(names, await readHeadRows(file, table, names));
    const roles = table.roles.length === names.length ? table.roles : guessed.map((column) => column.role);
    const columns = guessed.map((column, index) => {
      const role = roles[index] ?? column.role;
      return role === column.role ? column : { name: column.name, role, reason: 'chosen by you' };
    });
    return { table: { ...table, roles }, columns, warnings, reason: null };
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    return { table: { ...table, roles: [] }, columns: [], warnings, reason: error.message };
  }
}

async function readLayout(file: IntakeFile, encoding: TableSettings['encoding']): Promise<Layout> {
  const reader = readText(encoding);
  const bytes = await readHead(file.path, HEAD_BYTES);
  const isWhole = bytes.length < HEAD_BYTES;
  const head = `${reader.decode(bytes)}${isWhole ? reader.end() : ''}`.replace(/^\ufeff/, '');
  return detectLayout(file, head, isWhole);
}

type Layout = Pick<TableSettings, 'format' | 'delimiter' | 'hasHeader'>;

/** Where nothing can be detected, a person begins to choose here. */
const UNKNOWN_LAYOUT: Layout = { format: 'jsonl', delimiter: ',', hasHeader: false };

/** Format, delimiter and header from the extension and the beginning of the text. */
export function detectLayout(file: Pick<IntakeFile, 'extension'>, head: string, isWhole: boolean): Layout {
  const start = head.trimStart();
  if (start.startsWith('{')) return { format: 'jsonl', delimiter: ',', hasHeader: false };
  if (start.startsWith('[') && (file.extension === 'json' || /^\[\s*[{[]/.test(start))) {
    throw new UnreadableTable('The file is one JSON array. Save it as JSON Lines: one object per line.');
  }
  if (['jsonl', 'ndjson', 'json'].includes(file.extension))
    return { format: 'jsonl', delimiter: ',', hasHeader: false };
  const isList = file.extension === 'txt' || file.extension === 'text';
  const detected = isList ? null : detectDelimiter(head, isWhole);
  const delimiter = ['tsv', 'tab'].includes(file.extension) ? (detected ?? '\t') : (detected ?? ',');
  const rows = readFirstRows(head, delimiter, isWhole, 100);
  const isTable = !isList && (detected !== null || ['csv', 'tsv', 'tab'].includes(file.extension));
  if (!isTable) return { format: 'lines', delimiter: ',', hasHeader: false };
  return { format: delimiter === '\t' ? 'tsv' : 'csv', delimiter, hasHeader: detectHeader(rows) };
}

async function findColumns(file: IntakeFile, table: TableSettings, send: Send): Promise<string[]> {
  if (table.format === 'lines') return ['text'];
  if (table.format === 'jsonl') {
    const total = file.sizeBytes;
    let toldBytes = 0;
    const keys = await collectKeys(file.path, table, (bytes) => {
      if (bytes - toldBytes < 16 * HEAD_BYTES) return;
      toldBytes = bytes;
      void send({ type: 'progress', done: bytes, total, unit: 'bytes', decompressedBytes: 0 });
    });
    if (keys.length === 0) throw new UnreadableTable('No line of the file is a JSON object with at least one key.');
    return keys;
  }
  const first = await readFirstRow(file.path, table);
  if (first === null) throw new UnreadableTable('The file is empty: it has no rows.');
  if (first.problem !== null) throw new UnreadableTable(`The first row cannot be read. ${first.problem}`);
  return nameColumns(table.hasHeader ? first.cells : first.cells.map(() => ''));
}

async function readHeadRows(file: IntakeFile, table: TableSettings, columns: string[]): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const record of readUntilUnreadable(file, table, columns)) {
    if (record.problem === null) rows.push(record.cells);
    if (rows.length >= HEAD_ROWS) break;
  }
  return rows;
}

/** The rows of a file as far as it makes sense; counting tells what becomes of the rest. */
async function* readUntilUnreadable(
  file: IntakeFile,
  table: TableSettings,
  columns: readonly string[],
): AsyncGenerator<TableRecord> {
  try {
    yield* readRecords({ path: file.path, table, columns });
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
  }
}

/** The first rows as they stand, each with its problem; long cells and wide tables are cut. */
async function showRows(file: IntakeFile, found: Found): Promise<Inspection['rows']> {
  const columns = { names: found.columns.map((column) => column.name), roles: found.table.roles };
  const rows: Inspection['rows'] = [];
  let characters = 0;
  for await (const record of readUntilUnreadable(file, found.table, columns.names)) {
    const result = toIntakeResult(file.position, record, columns);
    const cells = record.cells.map((cell) => showCell(cell));
    rows.push({ position: record.position, cells, problem: 'problem' in result ? result.problem.reason : null });
    characters += cells.reduce((sum, cell) => sum + cell.length, 0);
    if (rows.length >= SHOWN_ROWS || characters > SHOWN_CHARACTERS) break;
  }
  return rows;
}

/** What the database cannot keep is shown as U+FFFD: this is a preview, the row itself is left out. */
function showCell(cell: string): string {
  const shown = cell.length > SHOWN_CELL_CHARACTERS ? `${cell.slice(0, SHOWN_CELL_CHARACTERS)}…` : cell;
  return shown.replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}
