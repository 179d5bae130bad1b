import { openDataset } from '@/lib/datasets/access.server';
import { db, type Tx } from '@/lib/db/client.server';
import { findChoice } from '@/lib/embeddings/model-choices.server';
import { Conflict, Invalid, SheafError } from '@/lib/errors';
import type { ImportDetail, ImportSettings, Inspection, TableSettings } from '@/lib/samples/import';
import { countMissingFiles, listImportFiles, markFiles } from '@/lib/samples/import-files-repo.server';
import { describeImport } from '@/lib/samples/import-summaries-repo.server';
import { getImport, type ImportRecord, updateImport } from '@/lib/samples/imports-repo.server';
import { inspectStaged } from '@/lib/samples/inspection.server';
import type { IntakeProblem } from '@/lib/samples/intake/intake-message';
import { clearImportProblems, countKnownPayloads, insertImportProblems } from '@/lib/samples/rows-repo.server';
import { removeStaging } from '@/lib/samples/staging.server';

// Next bundles routes apart; what runs must be known to all of them.
const shared = globalThis as typeof globalThis & { sheafInspections?: Map<string, Running> };
type Running = { controller: AbortController; finished: Promise<void> };

type Found = Awaited<ReturnType<typeof inspectStaged>>;

/** None of the files can be taken; it carries what is wrong with each of them. */
class NothingTaken extends Invalid {
  readonly found: Found;

  constructor(found: Found) {
    super(describeNothing(found.inspection));
    this.found = found;
  }
}

/** Long inspections go on behind an answer that says "inspecting". */
const ANSWER_AFTER_MS = 20_000;

function running(): Map<string, Running> {
  shared.sheafInspections ??= new Map();
  return shared.sheafInspections;
}

/** Ends the inspection of an import that this process runs, if any. */
export function stopInspection(importId: string): void {
  running().get(importId)?.controller.abort(new Conflict('The import was cancelled.'));
}

/**
 * Looks inside the staged files; writes nothing but what it found. Answers when it is done, or as "inspecting" after
 * 20 s: GET tells the rest. Throws Conflict while files are missing.
 */
export async function beginInspection(importId: string): Promise<ImportDetail> {
  await db().$transaction(async (tx) => {
    const record = await getImport(tx, importId, { lock: true });
    if (record.status === 'ready' || running().has(importId)) return;
    if (record.status !== 'uploading' && record.status !== 'inspecting') {
      throw new Conflict(`The import cannot be inspected: it is ${record.status}.`, { status: record.status });
    }
    const missing = await countMissingFiles(tx, importId);
    if (missing > 0) throw new Conflict(`${missing} of the announced files have not arrived. Send them first.`);
    await updateImport(tx, importId, { status: 'inspecting', message: null });
  });
  return waitForInspection(importId);
}

/** One import; an inspection that a restart of the server has cut off begins again. */
export async function getImportDetail(importId: string): Promise<ImportDetail> {
  const detail = await describeImport(db(), importId);
  if (detail.status === 'inspecting' && !running().has(importId)) run(importId, null);
  return detail;
}

async function waitForInspection(importId: string): Promise<ImportDetail> {
  const { status } = await getImport(db(), importId);
  if (status === 'inspecting') {
    const { finished } = running().get(importId) ?? run(importId, null);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ANSWER_AFTER_MS);
    });
    await Promise.race([finished, timeout]);
    clearTimeout(timer);
  }
  return describeImport(db(), importId);
}

/**
 * Changes what inspection found or proposed: how the table is read (inspected again), what its labels become, where the
 * samples go. Settings that find no columns are refused while those before them found some, and those then stay.
 */
export async function changeImport(importId: string, change: ImportSettings): Promise<ImportDetail> {
  const record = await getImport(db(), importId);
  if (record.status !== 'ready') {
    throw new Conflict(`The import cannot be changed: it is ${record.status}.`, { status: record.status });
  }
  const target = await chooseTarget(record, change);
  if (change.model !== undefined) await findChoice(db(), change.model, { modality: record.modality ?? 'text' });
  const settings = {
    ...record.settings,
    ...(change.labelsAs === undefined ? {} : { labelsAs: change.labelsAs }),
    ...(change.labelSeparator === undefined ? {} : { labelSeparator: change.labelSeparator }),
    ...(change.model === undefined ? {} : { model: change.model }),
  };
  await updateImport(db(), importId, { ...target, settings });
  if (change.table !== undefined && record.inspection?.kind !== 'table') {
    throw new Invalid('The files are pictures: they have no columns.');
  }
  const isOtherDataset = target.datasetId !== undefined && target.datasetId !== record.datasetId;
  const table = change.table ?? (isOtherDataset ? (settings.table ?? null) : null);
  if (table !== null && record.inspection?.kind === 'table') await inspectAgain(importId, table);
  return describeImport(db(), importId);
}

async function chooseTarget(
  record: ImportRecord,
  change: ImportSettings,
): Promise<{ datasetId?: string | null; datasetName?: string | null }> {
  if (change.datasetId !== undefined && change.datasetName !== undefined) {
    throw new Invalid('The import names both a dataset and a new name. Give one of them.');
  }
  if (change.datasetName !== undefined) return { datasetName: change.datasetName, datasetId: null };
  if (change.datasetId === undefined) return {};
  const dataset = await openDataset(db(), change.datasetId);
  if (dataset.modality !== record.modality) {
    throw new Invalid(`The dataset “${dataset.name}” does not hold what the files hold. Choose another, or a new one.`);
  }
  return { datasetId: dataset.id, datasetName: null };
}

async function inspectAgain(importId: string, table: TableSettings): Promise<void> {
  const entry = run(importId, table, { keepsFormer: true });
  await entry.finished;
}

function run(importId: string, table: TableSettings | null, options: { keepsFormer?: boolean } = {}): Running {
  const controller = new AbortController();
  const work = inspect(importId, table, controller.signal);
  const settled =
    options.keepsFormer === true
      ? work
      : work.catch((error: unknown) => (controller.signal.aborted ? undefined : failInspection(importId, error)));
  const finished = settled.finally(() => running().delete(importId));
  // Someone may wait for it or nobody; a failure is in the import's row either way.
  finished.catch(() => undefined);
  const entry = { controller, finished };
  running().set(importId, entry);
  return entry;
}

async function inspect(importId: string, table: TableSettings | null, signal: AbortSignal): Promise<void> {
  const record = await getImport(db(), importId);
  const files = await listImportFiles(db(), importId);
  const { datasetId } = record;
  const countKnown = datasetId === null ? null : (hashes: string[]) => countKnownPayloads(db(), datasetId, hashes);
  const found = await inspectStaged(importId, files, { table, countKnown, signal });
  const { inspection, fileProblems } = found;
  if (inspection.kind === 'images' && inspection.newCount === 0) throw new NothingTaken(found);
  const hadColumns = (record.inspection?.columns.length ?? 0) > 0;
  if (hadColumns && inspection.columns.length === 0) throw new Invalid(describeNothing(inspection));
  signal.throwIfAborted();
  await saveInspection(importId, inspection, fileProblems);
}

function describeNothing({ problems, leftOutCount }: Inspection): string {
  const first = problems[0];
  if (first === undefined) return 'The files hold no pictures and no texts.';
  const otherCount = leftOutCount - 1;
  if (otherCount <= 0) return `${first.name}: ${first.reason}`;
  return `${first.name}: ${first.reason} ${otherCount} more ${otherCount === 1 ? 'is' : 'are'} listed below.`;
}

async function saveInspection(importId: string, inspection: Inspection, fileProblems: IntakeProblem[]): Promise<void> {
  await db().$transaction(async (tx) => {
    const record = await getImport(tx, importId, { lock: true });
    if (record.status !== 'inspecting' && record.status !== 'ready') return;
    const columns = inspection.columns.map((column) => column.name);
    const table = inspection.table === null ? {} : { table: inspection.table, columns };
    await updateImport(tx, importId, {
      status: 'ready',
      modality: inspection.kind === 'images' ? 'image' : 'text',
      inspection,
      settings: { ...record.settings, ...table },
      totalCount: inspection.rowCount,
      newCount: inspection.newCount,
      duplicateCount: inspection.duplicateCount,
      leftOutCount: inspection.leftOutCount,
      labelCount: inspection.labelCount,
    });
    await markFiles(tx, importId, reasonsOf(fileProblems));
  });
}

/** Nothing of the files can be taken: the import ends here, and says why. */
async function failInspection(importId: string, error: unknown): Promise<void> {
  const isOurs = error instanceof SheafError;
  if (!isOurs) console.error(`The inspection of import ${importId} failed`, error);
  const message = isOurs ? error.message : 'The files could not be inspected. The log of the server says more.';
  const hasFailed = await db().$transaction(async (tx) => {
    const record = await getImport(tx, importId, { lock: true });
    if (record.status !== 'inspecting') return false;
    await updateImport(tx, importId, { status: 'failed', message });
    if (error instanceof NothingTaken) await keepProblems(tx, importId, error.found);
    return true;
  });
  if (hasFailed) await removeStaging(importId);
}

/** Writes what is wrong with the files for good: nothing else of the import stays. */
async function keepProblems(tx: Tx, importId: string, { inspection, fileProblems }: Found): Promise<void> {
  const { problems, leftOutCount } = inspection;
  await clearImportProblems(tx, importId);
  await insertImportProblems(tx, importId, problems);
  const totalCount = inspection.rowCount;
  await updateImport(tx, importId, { totalCount, newCount: 0, leftOutCount });
  await markFiles(tx, importId, reasonsOf(fileProblems));
}

function reasonsOf(fileProblems: readonly IntakeProblem[]): Map<number, string> {
  return new Map(fileProblems.map(({ filePosition, reason }) => [filePosition, reason]));
}
