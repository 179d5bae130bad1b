import { z } from 'zod';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Invalid } from '@/lib/errors';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import { type MeaningAnswer, type MeaningQuestion, meaningLimit } from '@/lib/neighbours/neighbours';
import { facetsQuery, pageLimit } from '@/lib/review/sample-query';
import { readItems } from '@/lib/review/samples-repo.server';
import { countByCut, type MeaningPage, type MeaningSearch, meaningSearch, toMeaning } from '@/lib/review/semantic';
import { keepMatching } from '@/lib/review/semantic-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

/** Samples that the list reaches; a group takes up to 50,000. */
const LIST_LIMIT = 10_000;

/** The query of GET …/meaning: what to look for, the filters, and where to go on. */
export const meaningQuery = facetsQuery.extend({
  ...meaningSearch.shape,
  limit: pageLimit,
  after: z.coerce.number().int().min(0).optional(),
});

/** The query of GET …/meaning/ranked: what to look for, the filters, and how many at most. */
export const rankedQuery = facetsQuery.extend({
  ...meaningSearch.shape,
  limit: z.coerce.number().int().min(1).max(meaningLimit).default(meaningLimit),
});

type Asked = { search: MeaningSearch; filter: SampleFilter };
type Nearest = Pick<MeaningAnswer, 'state' | 'model'> & { sampleIds: string[]; similarities: number[] };

/** A page of the samples nearest to a phrase, a picture or a sample. Throws Invalid where none is given, and Unavailable. */
export async function searchByMeaning(
  tx: Tx,
  datasetId: string,
  { search, filter, limit, after }: Asked & { limit: number; after: number },
): Promise<MeaningPage> {
  const dataset = await openDataset(tx, datasetId);
  const { revision } = await getProgress(tx, dataset);
  const { state, model, sampleIds, similarities } = await findNearest(tx, dataset, { search, filter }, LIST_LIMIT);
  const totalCount = countAbove(similarities, search.least);
  const end = Math.min(after + limit, totalCount);
  const similarityOf = new Map(sampleIds.slice(after, end).map((id, i) => [id, similarities[after + i] ?? 0]));
  const items = await readItems(tx, [...similarityOf.keys()]);
  return {
    state,
    model,
    samples: items.map((item) => ({ ...item, similarity: similarityOf.get(item.id) ?? 0 })),
    nextCursor: end < totalCount ? String(end) : null,
    totalCount,
    cuts: countByCut(similarities),
    revision,
  };
}

/** All samples at or above the cut, nearest first, for a group: up to 50,000 of the nearest are looked at. */
export async function rankByMeaning(
  tx: Tx,
  datasetId: string,
  { search, filter, limit }: Asked & { limit: number },
): Promise<{ state: MeaningAnswer['state']; sampleIds: string[]; distances: number[] }> {
  const dataset = await openDataset(tx, datasetId);
  const { state, sampleIds, similarities } = await findNearest(tx, dataset, { search, filter }, limit);
  const count = countAbove(similarities, search.least);
  const distances = similarities.slice(0, count).map((similarity) => Math.min(2, Math.max(0, 1 - similarity)));
  return { state, sampleIds: sampleIds.slice(0, count), distances };
}

async function findNearest(tx: Tx, dataset: AuthorizedDataset, asked: Asked, limit: number): Promise<Nearest> {
  const meaning = toMeaning(asked.search);
  if (meaning === null)
    throw new Invalid('A search by meaning names a phrase, a picture or a sample: phrase, picture or like.');
  const question: MeaningQuestion = { datasetId: dataset.id, meaning, limit };
  const { state, model, sampleIds, similarities } = await askWorker<MeaningAnswer>('meaning', question);
  const places = await keepMatching(tx, dataset, { sampleIds, filter: asked.filter });
  return {
    state,
    model,
    sampleIds: places.map((place) => sampleIds[place] ?? ''),
    similarities: places.map((place) => similarities[place] ?? 0),
  };
}

function countAbove(similarities: readonly number[], least: number | undefined): number {
  if (least === undefined) return similarities.length;
  // Links hold two decimals: what is shown as .42 belongs to a cut at .42.
  const below = similarities.findIndex((similarity) => similarity < least - 1e-9);
  return below < 0 ? similarities.length : below;
}
