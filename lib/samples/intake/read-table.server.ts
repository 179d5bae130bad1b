import { nameColumns } from '@/lib/samples/intake/column-roles';
import { UnreadableTable } from '@/lib/samples/intake/csv-scanner';
import type { IntakeFile, IntakeMessage, IntakeRequest, IntakeResult } from '@/lib/samples/intake/intake-message';
import { fileProblem, sortFiles } from '@/lib/samples/intake/sort-files.server';
import { readFirstRow, readRecords } from '@/lib/samples/intake/table-records.server';
import { type TableColumns, toIntakeResult } from '@/lib/samples/intake/table-row.server';

/** Results and characters of a batch; a batch is one message, one transaction, and what is read again after a crash. */
type BatchLimit = { results: number; characters: number };
const PICTURE_BATCH: BatchLimit = { results: 500, characters: 512 * 1024 };
const TABLE_BATCH: BatchLimit = { results: 2_000, characters: 1024 * 1024 };

/** Sends a message to the parent and waits while the parent is behind. */
export type Send = (message: IntakeMessage) => Promise<void>;

/** Reads tables into results, in batches. A file whose columns differ from those of the first is left out whole. */
export async function readTables(request: IntakeRequest & { task: 'read-table' }, send: Send): Promise<void> {
  const { table, columns } = request;
  const { tables: files, images, archives, problems } = await sortFiles(request.files);
  const others = [...images, ...archives].map((file) =>
    fileProblem(file, 'Pictures among texts. Import them by themselves.'),
  );
  const results = [...problems, ...others].map((problem) => ({ problem }));
  if (results.length > 0) await send({ type: 'results', results });
  const total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  let doneBytes = 0;
  for (const file of files) {
    const batch = new ResultBatch(send, TABLE_BATCH);
    let readBytes = 0;
    const onBytes = (bytesRead: number) => {
      readBytes = Math.min(bytesRead, file.sizeBytes);
    };
    const read = readTableFile(file, { table, columns: { names: columns, roles: table.roles }, onBytes });
    for await (const result of read) {
      if (await batch.add(result)) {
        await send({ type: 'progress', done: doneBytes + readBytes, total, unit: 'bytes', decompressedBytes: 0 });
      }
    }
    await batch.flush();
    doneBytes += file.sizeBytes;
    await send({ type: 'progress', done: doneBytes, total, unit: 'bytes', decompressedBytes: 0 });
  }
}

type TableReading = {
  table: (IntakeRequest & { task: 'read-table' })['table'];
  columns: TableColumns;
  onBytes: (bytesRead: number) => void;
};

/** The results of one file; what makes the rest of it unreadable becomes one last problem. */
export async function* readTableFile(file: IntakeFile, reading: TableReading): AsyncGenerator<IntakeResult> {
  const { table, columns, onBytes } = reading;
  let position = 0;
  try {
    const mismatch = await compareColumns(file, reading);
    if (mismatch !== null) throw new UnreadableTable(mismatch);
    for await (const record of readRecords({ path: file.path, table, columns: columns.names }, onBytes)) {
      position = record.position;
      yield toIntakeResult(file.position, record, columns);
    }
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    const reason = position === 0 ? error.message : `Everything behind row ${position} is left out. ${error.message}`;
    yield {
      problem: {
        filePosition: file.position,
        position: position === 0 ? 0 : position + 1,
        name: '',
        reason,
        sizeBytes: null,
      },
    };
  }
}

async function compareColumns(file: IntakeFile, { table, columns }: TableReading): Promise<string | null> {
  if (table.format !== 'csv' && table.format !== 'tsv') return null;
  const first = await readFirstRow(file.path, table);
  if (first === null) return 'The file is empty: it has no rows.';
  if (first.problem !== null && table.hasHeader) return `The first row cannot be read. ${first.problem}`;
  if (!table.hasHeader) return null;
  const names = nameColumns(first.cells);
  if (names.length === columns.names.length && names.every((name, index) => name === columns.names[index])) return null;
  return `The columns of the file differ from those of the first one (${columns.names.slice(0, 5).join(', ')}). Import it by itself.`;
}

/** Gathers results until there are enough for one message. */
export class ResultBatch {
  readonly #send: Send;
  readonly #limit: BatchLimit;
  #results: IntakeResult[] = [];
  #characters = 0;

  constructor(send: Send, limit = PICTURE_BATCH) {
    this.#send = send;
    this.#limit = limit;
  }

  /** Answers true when a batch went out. */
  async add(result: IntakeResult): Promise<boolean> {
    this.#results.push(result);
    this.#characters += 'row' in result ? (result.row.text?.length ?? 0) + 400 : 400;
    if (this.#results.length < this.#limit.results && this.#characters < this.#limit.characters) return false;
    await this.flush();
    return true;
  }

  async flush(): Promise<void> {
    if (this.#results.length === 0) return;
    const results = this.#results;
    this.#results = [];
    this.#characters = 0;
    await this.#send({ type: 'results', results });
  }
}
