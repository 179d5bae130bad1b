import { openDataset } from '@/lib/datasets/access.server';
import type { Database } from '@/lib/db/client.server';
import { chosenModel, titleOf } from '@/lib/embeddings/chosen-model.server';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';
import { DuplicatesKeeper } from '@/lib/neighbours/duplicates-keeper.server';
import { answerImportDuplicates } from '@/lib/neighbours/import-duplicates.server';
import {
  type DuplicatesAnswer,
  duplicatesQuestion,
  type MeaningAnswer,
  meaningQuestion,
  type SimilarAnswer,
  similarQuestion,
} from '@/lib/neighbours/neighbours';
import { QuestionEmbedder } from '@/lib/neighbours/question-embedder.server';
import { SimilarKeeper } from '@/lib/neighbours/similar-keeper.server';

/** What the worker answers about neighbours, and what ends the threads that do it. */
export function neighbourCalls(database: Database): {
  handlers: Readonly<Record<string, CallHandler>>;
  close: () => Promise<void>;
} {
  const similar = new SimilarKeeper(database);
  const duplicates = new DuplicatesKeeper(database);
  const embedder = new QuestionEmbedder();
  return {
    handlers: {
      similar: (body) => answerSimilar(database, similar, body),
      duplicates: (body) => answerDuplicates(database, duplicates, body),
      'import-duplicates': (body) => answerImportDuplicates(database, duplicates, body),
      meaning: (body) => answerMeaning(database, { similar, embedder }, body),
    },
    close: async () => void (await Promise.all([similar.close(), duplicates.close(), embedder.close()])),
  };
}

async function openSource({ db }: Database, datasetId: string) {
  const model = await chosenModel(db, await openDataset(db, datasetId));
  return { model, title: titleOf(model), source: { datasetId, modelId: model.id, dimension: model.dimension } };
}

async function answerSimilar(database: Database, keeper: SimilarKeeper, body: unknown): Promise<SimilarAnswer> {
  const { datasetId, sampleId, limit } = similarQuestion.parse(body);
  const { title, source } = await openSource(database, datasetId);
  const result = await keeper.ask(source, sampleId, limit);
  if (result.state === 'loading') return { state: 'loading', model: title, similar: [] };
  const { state, sampleIds, similarities } = result;
  return {
    state: state === 'unknown' ? 'not-embedded' : state,
    model: title,
    similar: sampleIds.map((id, i) => ({ sampleId: id, similarity: similarities[i] as number })),
  };
}

async function answerMeaning(
  database: Database,
  { similar, embedder }: { similar: SimilarKeeper; embedder: QuestionEmbedder },
  body: unknown,
): Promise<MeaningAnswer> {
  const { datasetId, meaning, limit } = meaningQuestion.parse(body);
  const { model, title, source } = await openSource(database, datasetId);
  const nothing = { model: title, sampleIds: [], similarities: [] };
  const asked = 'sampleId' in meaning ? meaning.sampleId : await embedder.embed(model, meaning);
  if (asked === null) return { state: 'no-model', ...nothing };
  const result = await similar.ask(source, asked, limit);
  if (result.state === 'loading') return { state: 'loading', ...nothing };
  const { state, sampleIds, similarities } = result;
  return { state: state === 'unknown' ? 'not-embedded' : state, model: title, sampleIds, similarities };
}

async function answerDuplicates(
  database: Database,
  keeper: DuplicatesKeeper,
  body: unknown,
): Promise<DuplicatesAnswer> {
  const { datasetId, threshold } = duplicatesQuestion.parse(body);
  const { title, source } = await openSource(database, datasetId);
  const result = await keeper.ask(source, threshold);
  return 'state' in result ? result : { state: 'found', model: title, ...result.found };
}
