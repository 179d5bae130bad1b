import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Invalid, TooLarge } from '@/lib/errors';
import { GROUP_SAMPLE_LIMIT, GROUP_TITLE_LIMIT } from '@/lib/groups/group';
import type { GroupMembers } from '@/lib/groups/members-repo.server';
import type { OrderedMembers, OrderQuestion } from '@/lib/groups/ordered-members';
import type { NewPart } from '@/lib/groups/regrouping';
import { listLive, type NewGroup } from '@/lib/groups/repo.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';

/** Words of a merged group at most. */
const wordLimit = 12;

/** A group that a split or a merge makes. */
export type PlannedGroup = Omit<NewGroup, 'datasetId' | 'personId' | 'query' | 'operationId'>;

/**
 * The parts of a split, as the person saw them, without what was deleted since; members that stand in no part (those without
 * an embedding, and samples that came back) become the last one. Throws Invalid for a part with a sample that is not of the
 * group, or that stands in two parts.
 */
export async function planSplit(
  tx: Tx,
  dataset: AuthorizedDataset,
  { sources, parts }: { sources: readonly GroupMembers[]; parts: readonly NewPart[] },
): Promise<PlannedGroup[]> {
  const [source] = sources;
  const left = new Set(source?.sampleIds);
  const named = parts.flatMap(({ sampleIds }) => sampleIds);
  const live = new Set(await listLive(tx, dataset.id, named));
  const made = parts.map((part) => takePart(part, left, live));
  if (left.size > 0) made.push(makeRest([...left], source?.title ?? ''));
  return made.filter(({ sampleIds }) => sampleIds.length > 0);
}

function takePart(part: NewPart, left: Set<string>, live: ReadonlySet<string>): PlannedGroup {
  const places = part.sampleIds.flatMap((id, place) => {
    if (!live.has(id)) return [];
    if (left.delete(id)) return [place];
    throw new Invalid(`Sample ${id} is not a member of the group, or stands in two parts. Split the group again.`);
  });
  return {
    ...(part.id === undefined ? {} : { id: part.id }),
    source: 'part',
    title: part.title,
    words: part.words,
    sampleIds: places.map((place) => part.sampleIds[place] ?? ''),
    distances: places.map((place) => part.distances[place] ?? 0),
    matchedCount: places.length,
    cohesion: part.cohesion,
  };
}

function makeRest(sampleIds: string[], title: string): PlannedGroup {
  return {
    source: 'part',
    title: `Rest of ${title}`.slice(0, GROUP_TITLE_LIMIT),
    words: [],
    sampleIds,
    distances: sampleIds.map(() => 0),
    matchedCount: sampleIds.length,
    cohesion: null,
  };
}

/**
 * One group of all members, most typical first by the dataset's model; the worker orders them. Throws TooLarge past 50,000:
 * none of them may be lost to the queue.
 */
export async function planMerge(
  dataset: AuthorizedDataset,
  sources: readonly GroupMembers[],
  title: string | undefined,
): Promise<PlannedGroup> {
  const sampleIds = [...new Set(sources.flatMap((source) => source.sampleIds))];
  if (sampleIds.length > GROUP_SAMPLE_LIMIT) {
    throw new TooLarge(
      `Together these groups hold ${sampleIds.length} samples; a merged group takes ${GROUP_SAMPLE_LIMIT}. Merge fewer.`,
    );
  }
  const question: OrderQuestion = { datasetId: dataset.id, sampleIds };
  const ordered = await askWorker<OrderedMembers>('order-members', question);
  return {
    source: 'merged',
    title: title ?? nameMerged(sources),
    words: sumWords(sources),
    ...ordered,
    matchedCount: ordered.sampleIds.length,
  };
}

function nameMerged([first, ...others]: readonly GroupMembers[]): string {
  const more = ` + ${others.length === 1 ? others[0]?.title : `${others.length} more`}`;
  return `${first?.title}${more}`.slice(0, GROUP_TITLE_LIMIT);
}

/** The words of all, most frequent first: no member is in two clusters of a run. */
function sumWords(sources: readonly GroupMembers[]): { word: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { word, count } of sources.flatMap(({ words }) => words))
    counts.set(word, (counts.get(word) ?? 0) + count);
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, wordLimit);
}
