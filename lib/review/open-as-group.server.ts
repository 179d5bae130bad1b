import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import { Invalid, Unavailable } from '@/lib/errors';
import { type CreatedGroup, type CreateGroup, GROUP_TITLE_LIMIT } from '@/lib/groups/group';
import type { OrderedMembers, OrderQuestion } from '@/lib/groups/ordered-members';
import { insertGroup, listLive } from '@/lib/groups/repo.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import { type SimilarAnswer, type SimilarQuestion, similarLimit } from '@/lib/neighbours/neighbours';
import type { RankedFilter, RankQuestion } from '@/lib/review/rank-filter';
import { readItems } from '@/lib/review/samples-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

/** How often a question is asked again while the worker reads the embeddings. */
const loadingAttempts = 4;
const loadingPauseMs = 500;

type Found = RankedFilter;
type Request = { dataset: AuthorizedDataset; actor: Actor; request: CreateGroup };

/**
 * Makes a group of what a request names or finds, most typical first, and says how many samples matched. Nothing of the
 * samples changes. Throws Invalid when nothing matches, and Unavailable when the worker does not answer.
 */
export async function openAsGroup(tx: Tx, given: Request): Promise<CreatedGroup> {
  const { dataset, actor, request } = given;
  const found = await findMembers(tx, given);
  if (found.sampleIds.length === 0) throw new Invalid('No sample matches: there is nothing to review.');
  const title = request.title ?? (await nameGroup(tx, request, found));
  const id = await insertGroup(tx, {
    datasetId: dataset.id,
    personId: actor.personId,
    source: request.source,
    title,
    query: describeQuery(request),
    words: [],
    ...found,
    operationId: null,
  });
  return { group: { id, title, size: found.sampleIds.length, matchedCount: found.matchedCount } };
}

/** The request without its samples: those stand in the group itself. */
function describeQuery(request: CreateGroup): Prisma.InputJsonObject {
  const { ranked: _, title: __, ...rest } = request;
  const { sampleIds: ___, ...query } = 'sampleIds' in rest ? rest : { ...rest, sampleIds: [] };
  return query as Prisma.InputJsonObject;
}

async function findMembers(tx: Tx, { dataset, request }: Request): Promise<Found> {
  if (request.ranked !== undefined) return takeRanked(tx, dataset, request.ranked);
  switch (request.source) {
    case 'filter':
      return rankFilter(dataset, request.filter);
    case 'search':
      if (request.filter === undefined)
        throw new Invalid('A search by meaning brings its samples in ranked; a search for words has a filter.');
      return rankFilter(dataset, request.filter);
    case 'similar':
      return findSimilar(tx, dataset, request);
    default: {
      const sampleIds = await listLive(tx, dataset.id, request.sampleIds);
      const question: OrderQuestion = { datasetId: dataset.id, sampleIds };
      return { ...(await askWorker<OrderedMembers>('order-members', question)), matchedCount: sampleIds.length };
    }
  }
}

async function rankFilter(dataset: AuthorizedDataset, filter: SampleFilter): Promise<Found> {
  const question: RankQuestion = { datasetId: dataset.id, filter };
  return askWorker<RankedFilter>('rank-filter', question);
}

/** The caller's order, without what is not a live sample of the dataset or stands there twice. */
async function takeRanked(
  tx: Tx,
  dataset: AuthorizedDataset,
  ranked: { sampleIds: string[]; distances: number[] },
): Promise<Found> {
  const live = new Set(await listLive(tx, dataset.id, ranked.sampleIds));
  const places = ranked.sampleIds.flatMap((id, place) => (live.delete(id) ? [place] : []));
  const pairs = places.map((place) => ({ id: ranked.sampleIds[place] ?? '', distance: ranked.distances[place] ?? 0 }));
  pairs.sort((a, b) => a.distance - b.distance);
  return {
    sampleIds: pairs.map(({ id }) => id),
    distances: pairs.map(({ distance }) => distance),
    matchedCount: pairs.length,
    cohesion: null,
  };
}

async function findSimilar(
  tx: Tx,
  dataset: AuthorizedDataset,
  { sampleId, limit }: { sampleId: string; limit: number },
): Promise<Found> {
  const question: SimilarQuestion = { datasetId: dataset.id, sampleId, limit: Math.min(limit, 2 * similarLimit) };
  const answer = await askSimilar(question);
  if (answer.state !== 'found') {
    throw new Invalid('This sample has no embedding that could be compared. Embed the dataset to see what is like it.');
  }
  const nearest = answer.similar.slice(0, limit - 1);
  return takeRanked(tx, dataset, {
    sampleIds: [sampleId, ...nearest.map((each) => each.sampleId)],
    distances: [0, ...nearest.map(({ similarity }) => Math.min(2, Math.max(0, 1 - similarity)))],
  });
}

async function askSimilar(question: SimilarQuestion): Promise<SimilarAnswer> {
  for (let attempt = 0; attempt < loadingAttempts; attempt += 1) {
    const answer = await askWorker<SimilarAnswer>('similar', question);
    if (answer.state !== 'loading') return answer;
    await delay(loadingPauseMs);
  }
  throw new Unavailable('The embeddings of this dataset are being read. Try again in a few seconds.');
}

async function nameGroup(tx: Tx, request: CreateGroup, found: Found): Promise<string> {
  const count = found.matchedCount.toLocaleString('en-US');
  if (request.source === 'similar') {
    const [item] = await readItems(tx, [request.sampleId]);
    return `Similar to ${item?.preview ?? 'a sample'}`.slice(0, GROUP_TITLE_LIMIT);
  }
  if (request.source === 'lasso') return `${count} from the map`;
  if (request.source === 'duplicates') return `${count} near-duplicates`;
  const words = request.filter?.q;
  if (words !== undefined && words !== '') return `“${words}”`.slice(0, GROUP_TITLE_LIMIT);
  const meaning = request.source === 'search' ? request.meaning : undefined;
  if (meaning !== undefined && 'phrase' in meaning) return `Like “${meaning.phrase}”`.slice(0, GROUP_TITLE_LIMIT);
  return `${count} samples`;
}
