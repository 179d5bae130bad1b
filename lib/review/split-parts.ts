import { proposeBoundary } from '@/lib/clusters/boundary';
import type { ClusterSplit } from '@/lib/clusters/cluster';
import type { OpenGroup } from '@/lib/groups/group';
import type { NewPart } from '@/lib/groups/regrouping';
import { suggestForGroup } from '@/lib/groups/worth';
import type { Decision } from '@/lib/labels/decision';
import { type AcceptPlan, decideAccept, planAccept } from '@/lib/review/accept-plan';
import { carriedBy, type Desk, type HandMark, isDecidedHere, layDesk } from '@/lib/review/desk';

/** Parts that a person splits a group into on the screen. */
export const SPLIT_PARTS = { fewest: 2, most: 8, first: 3 } as const;

/** One part on the screen: a small desk of its own, whose head has no id yet. */
export type SplitPart = {
  /** "A" to "H". */
  letter: string;
  desk: Desk;
  distances: readonly number[];
  words: readonly { word: string; count: number }[];
};

/** The columns of an open group; its other fields are no arrays by rank. */
type Column = Extract<
  { [Key in keyof OpenGroup]: OpenGroup[Key] extends readonly unknown[] ? Key : never }[keyof OpenGroup],
  string
>;

const letterOf = (position: number) => String.fromCharCode(65 + position);

/**
 * The parts of a split as desks. Labels and exclusions that the person gave on the open group go along; a part takes in all
 * its members, for its boundary would cut a second time what the split has cut. Members that the desk does not know (they
 * came later) are left out.
 */
export function layParts(desk: Desk, split: ClusterSplit): SplitPart[] {
  const rankOf = new Map(desk.group.sampleIds.map((id, rank) => [id, rank]));
  return split.parts.map((part, position) => {
    const ranks = part.sampleIds.map((id) => rankOf.get(id) ?? -1);
    const known = ranks.flatMap((rank, at) => (rank < 0 ? [] : [{ rank, distance: part.distances[at] ?? 0 }]));
    const group = partOf(
      desk,
      known.map(({ rank }) => rank),
      { ...part, distances: known.map(({ distance }) => distance) },
    );
    return { letter: letterOf(position), desk: carryOver(desk, group), distances: group.distances, words: part.words };
  });
}

function partOf(desk: Desk, ranks: readonly number[], part: ClusterSplit['parts'][number]): OpenGroup {
  const { group } = desk;
  const take = <Key extends Column>(key: Key) => {
    const column: readonly unknown[] = group[key];
    return ranks.map((rank) => column[rank]) as OpenGroup[Key];
  };
  const columns = {
    sampleIds: take('sampleIds'),
    previews: take('previews'),
    labelClassIds: take('labelClassIds'),
    labelSources: take('labelSources'),
    suggestedClassIds: take('suggestedClassIds'),
    suggestedConfidences: take('suggestedConfidences'),
    excludedClassIds: take('excludedClassIds'),
    ...(group.allLabelClassIds === undefined
      ? {}
      : { allLabelClassIds: ranks.map((rank) => group.allLabelClassIds?.[rank] ?? null) }),
  };
  const size = ranks.length;
  const head = {
    ...group.head,
    ...{ source: 'part' as const, title: part.title, number: null, words: part.words },
    ...{ size, matchedCount: size, boundaryRank: size, cohesion: part.cohesion },
  };
  return { ...group, ...columns, distances: part.distances, head: { ...head, suggestion: suggest(columns) } };
}

function suggest(columns: Pick<OpenGroup, 'labelClassIds' | 'suggestedClassIds'>) {
  const known = new Map<string, { labelClassId: string; labelCount: number; suggestionCount: number }>();
  columns.labelClassIds.forEach((label, rank) => {
    const [labelClassId] = [label ?? []].flat();
    const id = labelClassId ?? columns.suggestedClassIds[rank];
    if (id == null) return;
    const entry = known.get(id) ?? { labelClassId: id, labelCount: 0, suggestionCount: 0 };
    if (labelClassId === undefined) entry.suggestionCount += 1;
    else entry.labelCount += 1;
    known.set(id, entry);
  });
  return suggestForGroup([...known.values()]);
}

/** What the person did on the open group, at the ranks that its members have in the part. */
function carryOver(whole: Desk, group: OpenGroup): Desk {
  const desk = layDesk(group);
  const rankOf = new Map(group.sampleIds.map((id, rank) => [id, rank]));
  const move = <Value>(marks: ReadonlyMap<number, Value>) =>
    new Map(
      [...marks].flatMap(([rank, value]) => {
        const at = rankOf.get(whole.group.sampleIds[rank] ?? '');
        return at === undefined ? [] : [[at, value] as const];
      }),
    );
  const hand = new Map([...move<HandMark>(whole.hand)].filter(([, mark]) => mark === 'exclude'));
  const gone = new Set(move(new Map([...whole.gone].map((rank) => [rank, true]))).keys());
  const decided = { labels: move(whole.labels), several: move(whole.several) };
  return { ...desk, revision: whole.revision, ...decided, hand, gone };
}

/** A part with a class and something to accept. */
export type SettledPart = { position: number; part: SplitPart; plan: AcceptPlan & { labelClassId: string } };

/** The parts that one accept settles. */
export function settledParts(parts: readonly SplitPart[]): SettledPart[] {
  return parts.flatMap((part, position) => {
    const plan = planAccept(part.desk);
    if (plan.labelClassId === null || plan.accepted.length === 0) return [];
    return [{ position, part, plan: { ...plan, labelClassId: plan.labelClassId } }];
  });
}

/**
 * The group that a part becomes, before the server has made it: with what its members carry by now, and the boundary that
 * the server will propose.
 */
export function openPart({ desk }: SplitPart, id: string): OpenGroup {
  const { group } = desk;
  const { sampleIds, previews } = group;
  const carried = sampleIds.map((_, rank) => [...carriedBy(desk, rank)]);
  const counts = new Map<string, number>();
  for (const labelClassId of carried.flat()) counts.set(labelClassId, (counts.get(labelClassId) ?? 0) + 1);
  const shownCount = Math.max(1, group.head.representatives.length);
  const head = {
    ...group.head,
    ...{ id, boundaryRank: proposeBoundary(group.distances) },
    labeledCount: carried.filter(({ length }) => length > 0).length,
    labeledAs: [...counts]
      .map(([labelClassId, count]) => ({ labelClassId, count }))
      .sort((one, other) => other.count - one.count),
    representatives: sampleIds
      .slice(0, shownCount)
      .map((sampleId, rank) => ({ sampleId, preview: previews[rank] ?? '' })),
    fringe: sampleIds.slice(Math.max(shownCount, sampleIds.length - group.head.fringe.length)),
  };
  return {
    ...{ ...group, head, revision: desk.revision },
    labelClassIds: carried.map(([newest]) => newest ?? null),
    ...(group.allLabelClassIds === undefined ? {} : { allLabelClassIds: carried }),
    labelSources: group.labelSources.map((source, rank) => (isDecidedHere(desk, rank) ? 'person' : source)),
  };
}

/** The parts as POST …/regroupings takes them, with the ids that their groups get. */
export function describeParts(parts: readonly SplitPart[], ids: readonly string[]): NewPart[] {
  return parts.map(({ desk, distances, words }, position) => ({
    id: ids[position],
    title: desk.group.head.title,
    words: [...words],
    sampleIds: desk.group.sampleIds,
    distances: [...distances],
    cohesion: desk.group.head.cohesion,
  }));
}

/** The operations that settle one part, once it is a group. */
export function decidePart(
  settled: SettledPart,
  group: { id: string; title: string },
  makeKey: () => string,
): Decision[] {
  const { desk } = settled.part;
  const head = { ...desk.group.head, ...group };
  return decideAccept({ ...desk, group: { ...desk.group, head } }, { ...settled.plan, makeKey });
}
