import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { GroupHead } from '@/lib/groups/group';
import { countClusterMembers, countGroupMembers, type MemberCount } from '@/lib/groups/member-counts-repo.server';
import { readRunCounts } from '@/lib/groups/run-counts.server';
import { type KnownMembers, suggestForGroup } from '@/lib/groups/worth';

/** Representatives that a list shows of each group, of so many that are looked up: some may be deleted. */
const shownRepresentativeCount = 4;
const readRepresentativeCount = 8;
/** Code points of a preview that a list has room for. */
const shownPreviewLength = 120;
/** Members of a group, other than a cluster, that stand for its core and for its fringe. */
const representativeCount = 24;
const fringeCount = 8;

/** A group with what decides its place in the queue. */
export type ListedGroup = {
  head: GroupHead;
  coarseNumber: number | null;
  /** Members inside the boundary that are neither labeled nor excluded by hand. */
  waitingCount: number;
};

type ClusterScope = { runId: string; datasetId: string; clusterId: string | null };

/** Every cluster of a run, or one of them, by number, with the counts of today. */
export async function summarizeClusters(tx: Tx, scope: ClusterScope): Promise<ListedGroup[]> {
  const ofCluster = scope.clusterId === null ? Prisma.empty : Prisma.sql`AND cluster.id = ${scope.clusterId}::uuid`;
  const rows = await tx.$queryRaw<HeadRow[]>`
    SELECT id, 'cluster' AS source, number, "coarseNumber", title, words, NULL::int AS "matchedCount", cohesion,
           representatives, fringe
    FROM "Cluster" AS cluster WHERE "runId" = ${scope.runId}::uuid ${ofCluster} ORDER BY number`;
  const { runId, datasetId, clusterId } = scope;
  return summarizeRows(
    tx,
    rows,
    await (clusterId === null ? readRunCounts(tx, { runId, datasetId }) : countClusterMembers(tx, [clusterId])),
  );
}

/** Some groups that are no clusters, in the order in which they were made, with the counts of today. */
export async function summarizeGroups(tx: Tx, groupIds: readonly string[]): Promise<ListedGroup[]> {
  if (groupIds.length === 0) return [];
  const rows = await tx.$queryRaw<HeadRow[]>`
    SELECT id, source::text AS source, NULL::int AS number, NULL::int AS "coarseNumber", title, words, "matchedCount", cohesion,
           query #>> '{filter,q}' AS search, "sampleIds"[1:${representativeCount}::int] AS representatives,
           "sampleIds"[greatest(1, cardinality("sampleIds") - ${fringeCount - 1}::int):] AS fringe
    FROM "Group" WHERE id = ANY(${[...groupIds]}::uuid[]) ORDER BY id`;
  const farthestFirst = rows.map((row) => ({ ...row, fringe: row.fringe.toReversed() }));
  return summarizeRows(tx, farthestFirst, await countGroupMembers(tx, groupIds));
}

async function summarizeRows(
  tx: Tx,
  rows: readonly HeadRow[],
  counted: readonly MemberCount[],
): Promise<ListedGroup[]> {
  const counts = groupBy(counted, (row) => row.groupId);
  const previews = await readPreviews(
    tx,
    rows.flatMap((row) => row.representatives.slice(0, readRepresentativeCount)),
  );
  return rows.map((row) => summarize(row, counts.get(row.id) ?? [], previews));
}

type HeadRow = Pick<GroupHead, 'id' | 'source' | 'number' | 'title' | 'words' | 'cohesion' | 'fringe'> & {
  coarseNumber: number | null;
  matchedCount: number | null;
  search?: string | null;
  representatives: string[];
};

async function readPreviews(tx: Tx, sampleIds: string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; preview: string }[]>`
    SELECT id, left(preview, ${shownPreviewLength}::int) AS preview FROM "Sample" WHERE id = ANY (${sampleIds}::uuid[]) AND "deletedAt" IS NULL`;
  return new Map(rows.map(({ id, preview }) => [id, preview]));
}

function summarize(row: HeadRow, all: readonly MemberCount[], previews: ReadonlyMap<string, string>): ListedGroup {
  const sumOf = (parts: readonly MemberCount[], of: 'count' | 'insideCount' | 'waitingCount') =>
    parts.reduce((sum, part) => sum + part[of], 0);
  const counts = all.filter(({ isFurther }) => !isFurther);
  const unlabeled = counts.filter((part) => part.labelClassId === null);
  const labeled = counts.filter((part) => part.labelClassId !== null);
  const everyLabel = all.filter((part) => part.labelClassId !== null);
  const labeledAs = [...groupBy(everyLabel, ({ labelClassId }) => labelClassId ?? '')].map(([labelClassId, parts]) => ({
    labelClassId,
    count: sumOf(parts, 'count'),
  }));
  const live = row.representatives.slice(0, readRepresentativeCount).flatMap((sampleId) => {
    const preview = previews.get(sampleId);
    return preview === undefined ? [] : [{ sampleId, preview }];
  });
  const size = sumOf(counts, 'count');
  const head: GroupHead = {
    id: row.id,
    source: row.source,
    title: row.title,
    number: row.number,
    words: row.words,
    ...(row.search == null || row.search === '' ? {} : { search: row.search }),
    size,
    matchedCount: row.matchedCount ?? size,
    cohesion: row.cohesion,
    boundaryRank: sumOf(counts, 'insideCount'),
    labeledCount: sumOf(labeled, 'count'),
    labeledAs: labeledAs.sort((a, b) => b.count - a.count || (a.labelClassId < b.labelClassId ? -1 : 1)),
    suggestion: suggestForGroup(listKnown(counts)),
    representatives: live.slice(0, shownRepresentativeCount),
    fringe: row.fringe,
  };
  return { head, coarseNumber: row.coarseNumber, waitingCount: sumOf(unlabeled, 'waitingCount') };
}

/** Known members by class, but for the exceptions. */
function listKnown(counts: readonly MemberCount[]): KnownMembers[] {
  const telling = counts.filter((part) => !part.isException);
  const known = groupBy(telling, (part) => part.labelClassId ?? part.suggestedClassId ?? '');
  known.delete('');
  const sumOf = (parts: MemberCount[]) => parts.reduce((sum, part) => sum + part.count, 0);
  return [...known].map(([labelClassId, parts]) => ({
    labelClassId,
    labelCount: sumOf(parts.filter((part) => part.labelClassId !== null)),
    suggestionCount: sumOf(parts.filter((part) => part.labelClassId === null)),
  }));
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
