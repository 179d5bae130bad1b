import path from 'node:path';
import { config } from '@/lib/config.server';
import type { Database, Tx } from '@/lib/db/client.server';
import { Conflict, Unavailable } from '@/lib/errors';
import { prepareDemo } from '@/lib/exchange/demo.server';
import { commitImport } from '@/lib/exchange/import-commit.server';
import type { HeldJob, JobContext, JobEnd, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import { listImportFiles } from '@/lib/samples/import-files-repo.server';
import { getImport, type ImportRecord, updateImport } from '@/lib/samples/imports-repo.server';
import { nameProblem } from '@/lib/samples/inspection.server';
import type { IntakeResult } from '@/lib/samples/intake/intake-message';
import { readStaged } from '@/lib/samples/read-staged.server';
import {
  clearImportProblems,
  clearImportRows,
  insertImportProblems,
  insertImportRows,
  listFilesToAdopt,
  type NamedProblem,
  type OrdinalRow,
} from '@/lib/samples/rows-repo.server';
import { clearOutDir, outDir, removeStaging } from '@/lib/samples/staging.server';
import { adoptBlob, syncDiskOf } from '@/lib/storage/blobs.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';

type Context = JobContext<'intake' | 'demo'>;
type Intake = Context & { record: ImportRecord };

const ADOPT_ROWS = 500;
const ADOPT_AT_ONCE = 16;
const DISK_CHECK_RESULTS = 2_000;

/**
 * Reads the staged files into ImportRow, moves payloads into storage, and makes it all visible in one commit. A job that
 * was cut off anywhere begins again: rows are wiped, files are made anew, and a commit that happened ends the job.
 */
async function runIntake(context: Context): Promise<JobResult> {
  const { job, database } = context;
  const { importId } = job.payload;
  const record = await begin(database, job);
  if (record.status === 'committed') {
    await removeStaging(importId);
    return { importId };
  }
  await clearOutDir(importId);
  const intake = { ...context, record };
  await readRows(intake);
  await adoptFiles(intake);
  await commitImport(intake);
  await removeStaging(importId);
  return { importId };
}

async function begin(database: Database, job: HeldJob<'intake' | 'demo'>): Promise<ImportRecord> {
  const { importId } = job.payload;
  return database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    const record = await getImport(tx, importId, { lock: true });
    if (record.status === 'committed') return record;
    if (record.status !== 'queued' && record.status !== 'running') {
      throw new Conflict(`The import was ended: it is ${record.status}.`);
    }
    await clearImportRows(tx, importId);
    await clearImportProblems(tx, importId);
    await updateImport(tx, importId, { status: 'running' });
    return record;
  });
}

/** Reads all rows; while one batch is written, the next one is read. */
async function readRows(intake: Intake): Promise<void> {
  const { database, record, signal, progress } = intake;
  const files = await listImportFiles(database.db, record.id);
  const names = new Map(files.map((file) => [file.position, file.name]));
  const unit = record.modality === 'text' ? 'texts' : 'images';
  const total = record.inspection?.rowCount ?? 0;
  progress({ done: 0, total, unit });
  let writing: Promise<void> | undefined;
  let readCount = 0;
  try {
    for await (const results of readStaged(record, files, signal)) {
      signal.throwIfAborted();
      await writing;
      writing = writeBatch(intake, splitResults(results, readCount, names));
      // Its failure is met by the next wait, not by nobody.
      writing.catch(() => undefined);
      if (
        Math.floor(readCount / DISK_CHECK_RESULTS) !== Math.floor((readCount + results.length) / DISK_CHECK_RESULTS)
      ) {
        await requireDiskForJob();
      }
      progress({ done: readCount, total: Math.max(total, readCount) });
      readCount += results.length;
    }
    await writing;
  } finally {
    // Nothing may go on writing once this has been left.
    await writing?.catch(() => undefined);
  }
  progress({ done: readCount, total: Math.max(total, readCount) });
  signal.throwIfAborted();
}

async function writeBatch(
  { job, database, record }: Intake,
  { rows, problems }: { rows: OrdinalRow[]; problems: NamedProblem[] },
): Promise<void> {
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    await insertImportRows(tx, record.id, rows);
    await insertImportProblems(tx, record.id, problems);
  });
}

/** Gives rows their order and the name of their file where they have none of their own. */
function splitResults(
  results: IntakeResult[],
  firstOrdinal: number,
  names: ReadonlyMap<number, string>,
): { rows: OrdinalRow[]; problems: NamedProblem[] } {
  const rows: OrdinalRow[] = [];
  const problems: NamedProblem[] = [];
  for (const [index, result] of results.entries()) {
    if ('problem' in result) {
      problems.push(nameProblem(result.problem, names));
      continue;
    }
    const { row } = result;
    const name = row.name === '' ? (names.get(row.filePosition) ?? '') : row.name;
    const preview = row.image === null && row.text !== null ? row.preview : name;
    rows.push({ ...row, name, preview, ordinal: firstOrdinal + index });
  }
  return { rows, problems };
}

/** Moves originals and copies to where the commit will count them. What the commit then does not need, a sweep removes. */
async function adoptFiles({ database, record, signal, progress }: Intake): Promise<void> {
  if (record.modality !== 'image') return;
  progress({ message: 'Storing the pictures' });
  const folder = outDir(record.id);
  const isBulk = await syncDiskOf(config().paths.staging);
  for (let after = -1; ; ) {
    const rows = await listFilesToAdopt(database.db, record.id, after, ADOPT_ROWS);
    const hashes = [...new Set(rows.flatMap((row) => row.hashes))];
    for (let start = 0; start < hashes.length; start += ADOPT_AT_ONCE) {
      signal.throwIfAborted();
      const some = hashes.slice(start, start + ADOPT_AT_ONCE);
      await Promise.all(some.map((hash) => adoptBlob(path.join(folder, hash), Buffer.from(hash, 'hex'), { isBulk })));
    }
    after = rows.at(-1)?.ordinal ?? after;
    if (rows.length < ADOPT_ROWS) break;
  }
  if (isBulk && !(await syncDiskOf(config().paths.blobs))) throw new Unavailable('The disk does not answer now.');
}

/** An import whose job failed or was cancelled leaves nothing but the reason. */
async function settleIntake(tx: Tx, job: HeldJob<'intake' | 'demo'>, end: JobEnd): Promise<void> {
  const { importId } = job.payload;
  const record = await getImport(tx, importId, { lock: true });
  if (record.status === 'committed') return;
  await clearImportRows(tx, importId);
  await updateImport(tx, importId, { status: end.status, message: end.message });
  // Files are no part of the transaction; what stays of them after a crash, the daily purge removes.
  removeStaging(importId).catch((error: unknown) => console.error(`Staging of import ${importId} stays`, error));
}

async function runDemo(context: JobContext<'demo'>): Promise<JobResult> {
  await prepareDemo(context);
  return runIntake(context);
}

export const jobHandlers: JobHandlers = {
  intake: { run: runIntake, settle: settleIntake },
  demo: { run: runDemo, settle: settleIntake },
};
