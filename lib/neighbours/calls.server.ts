import { openDataset } from '@/lib/datasets/access.server';
import type { Database } from '@/lib/db/client.server';
import { chosenModel, titleOf } from '@/lib/embeddings/chosen-model.server';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';
import { DuplicatesKeeper } from '@/lib/neighbours/duplicates-keeper.server';
import {
  type DuplicatesAnswer,
  duplicatesQuestion,
  type SimilarAnswer,
  similarQuestion,
} from '@/lib/neighbours/neighbours';
import { SimilarKeeper } from '@/lib/neighbours/similar-keeper.server';

/** What the worker answers about neighbours, and what ends the threads that do it. */
export function neighbourCalls(database: Database): {
  handlers: Readonly<Record<string, CallHandler>>;
  close: () => Promise<void>;
} {
  const similar = new SimilarKeeper(database);
  const duplicates = new DuplicatesKeeper(database);
  return {
    handlers: {
      similar: (body) => answerSimilar(database, similar, body),
      duplicates: (body) => answerDuplicates(database, duplicates, body),
    },
    close: async () => void (await Promise.all([similar.close(), duplicates.close()])),
  };
}

async function openSource({ db }: Database, datasetId: string) {
  const model = await chosenModel(db, await openDataset(db, datasetId));
  return { title: titleOf(model), source: { datasetId, modelId: model.id, dimension: model.dimension } };
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

async function answerDuplicates(
  database: Database,
  keeper: DuplicatesKeeper,
  body: unknown,
): Promise<DuplicatesAnswer> {
  const { datasetId, threshold } = duplicatesQuestion.parse(body);
  const { title, source } = await openSource(database, datasetId);
  const result = await keeper.ask(source, threshold);
  return 'state' in result ? result : { state: 'found', model: title, ...result };
}
