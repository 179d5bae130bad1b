import { openDataset } from '@/lib/datasets/access.server';
import type { Database, Tx } from '@/lib/db/client.server';
import { chosenModel, titleOf } from '@/lib/embeddings/chosen-model.server';
import { listPending } from '@/lib/embeddings/repo.server';
import { findOpenJob } from '@/lib/jobs/repo.server';
import { countGroupsOf } from '@/lib/neighbours/count-groups';
import type { DuplicatesKeeper } from '@/lib/neighbours/duplicates-keeper.server';
import { importDuplicatesQuestion } from '@/lib/neighbours/neighbours';
import { IMPORT_DUPLICATES_THRESHOLD, type ImportDuplicates, type ImportDuplicatesAnswer } from '@/lib/samples/import';
import { summarizeImportById } from '@/lib/samples/import-summaries-repo.server';
import { keepImportDuplicates, listImportSamples } from '@/lib/samples/imports-repo.server';

/** Comparing takes all cores: these come first. */
const jobsBefore = ['intake', 'embed', 'vectors', 'cluster'] as const;

/**
 * How many of an import's new samples are nearly the same as others: what was counted before, else counted now and kept.
 * waiting: the import is not through, or the dataset has jobs that come first. not-embedded: some of the dataset's
 * samples have no embedding, and no job makes one.
 * Throws NotFound, and TooLarge where the dataset is too large to be compared.
 */
export async function answerImportDuplicates(
  database: Database,
  keeper: DuplicatesKeeper,
  body: unknown,
): Promise<ImportDuplicatesAnswer> {
  const { importId } = importDuplicatesQuestion.parse(body);
  const { db } = database;
  const { datasetId, status, deletedAt, nearDuplicates } = await summarizeImportById(db, importId);
  if (nearDuplicates !== null) return { state: 'found', ...nearDuplicates };
  if (datasetId === null || status !== 'committed' || deletedAt !== null) return { state: 'waiting' };
  const model = await chosenModel(db, await openDataset(db, datasetId));
  const source = { datasetId, modelId: model.id, dimension: model.dimension };
  if (await hasJobBefore(db, datasetId)) return { state: 'waiting' };
  const result = await keeper.ask(source, IMPORT_DUPLICATES_THRESHOLD);
  if ('state' in result) return result;
  if ((await listPending(db, { ...source, afterId: null, limit: 1 })).length > 0) return { state: 'not-embedded' };
  const counts = countGroupsOf(result.grouped, await listImportSamples(db, importId));
  const counted: ImportDuplicates = { model: titleOf(model), threshold: IMPORT_DUPLICATES_THRESHOLD, ...counts };
  await keepImportDuplicates(db, importId, counted);
  return { state: 'found', ...counted };
}

async function hasJobBefore(tx: Tx, datasetId: string): Promise<boolean> {
  for (const kind of jobsBefore) if ((await findOpenJob(tx, datasetId, kind)) !== null) return true;
  return false;
}
