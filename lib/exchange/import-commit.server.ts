import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { openDataset } from '@/lib/datasets/access.server';
import { addCounts, createDataset, lockDataset, setDatasetModel } from '@/lib/datasets/repo.server';
import type { Database, Tx } from '@/lib/db/client.server';
import { findChoice } from '@/lib/embeddings/model-choices.server';
import { Invalid } from '@/lib/errors';
import type { HeldJob, JobContext } from '@/lib/jobs/handler.server';
import { assertFresh, enqueueJob } from '@/lib/jobs/repo.server';
import { applyImportedLabels, type ImportedLabel } from '@/lib/labels/import-labels.server';
import { commitRows, listImportedLabels } from '@/lib/samples/commit-repo.server';
import { getImportActor, type ImportRecord, updateImport } from '@/lib/samples/imports-repo.server';
import { clearImportRows } from '@/lib/samples/rows-repo.server';
import { splitClasses } from '@/lib/samples/split-classes';

type Intake = {
  job: HeldJob<'intake' | 'demo'>;
  database: Database;
  record: ImportRecord;
  signal: AbortSignal;
  progress: JobContext<'intake' | 'demo'>['progress'];
};

const LABEL_PAGE = 10_000;

/**
 * The one transaction that makes an import visible: the dataset if it is new, samples with payloads and origins,
 * suggestions or labels, counters, and the job that embeds what is new. Before it nothing shows, after it everything.
 */
export async function commitImport({ job, database, record, signal, progress }: Intake): Promise<void> {
  progress({ message: 'Writing the samples' });
  signal.throwIfAborted();
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    const dataset = await findTarget(tx, record);
    await lockDataset(tx, dataset.id);
    const committed = await commitRows(tx, { importId: record.id, dataset, nowMs: Date.now() });
    await addCounts(tx, dataset.id, {
      sampleCount: committed.newCount,
      labeledCount: committed.labeledCount,
      classes: committed.classes,
    });
    const labelCount = await applyLabels(tx, record, dataset);
    await clearImportRows(tx, record.id);
    const { newCount, rowCount, leftOutCount } = committed;
    await updateImport(tx, record.id, {
      datasetId: dataset.id,
      datasetName: null,
      status: 'committed',
      committedAt: new Date(),
      totalCount: rowCount + leftOutCount,
      newCount,
      duplicateCount: rowCount - newCount,
      leftOutCount,
      labelCount,
      message: null,
    });
    if (newCount > 0)
      await enqueueJob(tx, { kind: 'embed', payload: { datasetId: dataset.id, chain: true }, datasetId: dataset.id });
  });
}

async function findTarget(tx: Tx, record: ImportRecord): Promise<AuthorizedDataset> {
  const { datasetId, datasetName, modality, settings } = record;
  if (modality === null) throw new Invalid('The import was not inspected.');
  if (datasetId === null) {
    const made = await createDataset(tx, {
      name: datasetName ?? record.name,
      modality,
      isMultiLabel: (settings.labelSeparator ?? null) !== null,
    });
    const dataset = await openDataset(tx, made.id);
    if (settings.model !== undefined)
      await setDatasetModel(tx, dataset, await findChoice(tx, settings.model, { modality }));
    return dataset;
  }
  const dataset = await openDataset(tx, datasetId);
  if (dataset.modality !== modality)
    throw new Invalid(`The dataset “${dataset.name}” does not hold what the files hold.`);
  return dataset;
}

/** Suggestions or labels from the rows that carry one; answers how many were new. */
async function applyLabels(tx: Tx, record: ImportRecord, dataset: AuthorizedDataset): Promise<number> {
  const as = record.settings.labelsAs ?? 'suggestions';
  const separator = record.settings.labelSeparator ?? null;
  const rows: ImportedLabel[] = [];
  for (let afterOrdinal = -1; ; ) {
    // What was suggested once is not suggested again by the same file; labels that are there already change nothing.
    const page = { afterOrdinal, limit: LABEL_PAGE, onlyNew: as === 'suggestions' };
    const found = await listImportedLabels(tx, { importId: record.id, dataset }, page);
    for (const { sampleId, className: cell } of found) {
      for (const className of splitClasses(cell, separator)) rows.push({ sampleId, className });
    }
    afterOrdinal = found.at(-1)?.ordinal ?? afterOrdinal;
    if (found.length < LABEL_PAGE) break;
  }
  const actor = await getImportActor(tx, record);
  const answer = await applyImportedLabels(tx, { dataset, importId: record.id, actor, as, rows });
  return answer.appliedCount;
}
