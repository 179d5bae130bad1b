import type { ClusterQueue, ClusterSummary, CoarseClusterSummary } from '@/lib/clusters/cluster';
import { countClusterMembers, countRunMembers, type MemberCount } from '@/lib/clusters/member-counts-repo.server';
import { findCurrentRun } from '@/lib/clusters/repo.server';
import type { TitleWord } from '@/lib/clusters/title-words';
import { judgeWorth, type KnownMembers, suggestForGroup } from '@/lib/clusters/worth';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';

/** Representatives that a list shows of each cluster. */
const shownRepresentativeCount = 8;

/** A cluster with what decides its place in the queue. */
type ListedCluster = ClusterSummary & { waitingCount: number };

/**
 * The queue of a dataset's current run: open clusters, most worthwhile first, then done ones by
 * number. A cluster is done when nothing inside its boundary waits: every sample there is labeled, or excluded by
 * hand. Deleted samples do not count.
 */
export async function listClusters(tx: Tx, dataset: AuthorizedDataset): Promise<ClusterQueue> {
  const run = await findCurrentRun(tx, dataset.id);
  if (run === null) return { run: null, clusters: [], coarse: [] };
  const listed = await summarizeClusters(tx, { runId: run.id, clusterId: null });
  const open = listed.filter((cluster) => cluster.waitingCount > 0).sort(compareWorth);
  const done = listed.filter((cluster) => cluster.waitingCount === 0);
  return {
    run,
    clusters: [...open.map((cluster) => show(cluster, false)), ...done.map((cluster) => show(cluster, true))],
    coarse: await listCoarse(tx, run.id),
  };
}

async function listCoarse(tx: Tx, runId: string): Promise<CoarseClusterSummary[]> {
  return tx.$queryRaw<CoarseClusterSummary[]>`
    SELECT number, title, words FROM "CoarseCluster" WHERE "runId" = ${runId}::uuid ORDER BY number`;
}

function compareWorth(a: ListedCluster, b: ListedCluster): number {
  return judgeWorth(b, b.waitingCount) - judgeWorth(a, a.waitingCount) || a.number - b.number;
}

function show({ waitingCount: _, ...cluster }: ListedCluster, done: boolean): ClusterSummary & { done: boolean } {
  return { ...cluster, done };
}

/** How many clusters a dataset's current run has, and how many of them are not done. */
export async function countClusters(
  tx: Tx,
  datasetId: string,
): Promise<{ clusterCount: number; clustersLeft: number }> {
  const [counts] = await tx.$queryRaw<{ clusterCount: number; clustersLeft: number }[]>`
    WITH current AS (SELECT id FROM "ClusterRun" WHERE "datasetId" = ${datasetId}::uuid ORDER BY number DESC LIMIT 1)
    SELECT count(*)::int AS "clusterCount",
      count(*) FILTER (WHERE EXISTS (
        SELECT FROM "ClusterMember" AS member JOIN "Sample" AS sample ON sample.id = member."sampleId"
        WHERE member."clusterId" = cluster.id AND member.rank < cluster."boundaryRank" AND sample."deletedAt" IS NULL
          AND NOT EXISTS (SELECT FROM "Label" AS label WHERE label."sampleId" = member."sampleId")
          AND NOT EXISTS (SELECT FROM "Exclusion" AS exclusion WHERE exclusion."sampleId" = member."sampleId")))::int AS "clustersLeft"
    FROM "Cluster" AS cluster JOIN current ON current.id = cluster."runId"`;
  return counts ?? { clusterCount: 0, clustersLeft: 0 };
}

type ClusterScope = { runId: string; clusterId: string | null };

/** Every cluster of a run, or one of them, by number, with the counts of today. */
export async function summarizeClusters(tx: Tx, scope: ClusterScope): Promise<ListedCluster[]> {
  const ofCluster = scope.clusterId === null ? Prisma.empty : Prisma.sql`AND cluster.id = ${scope.clusterId}::uuid`;
  const rows = await tx.$queryRaw<ClusterRow[]>`
    SELECT id, number, "coarseNumber", title, words, cohesion, representatives, fringe
    FROM "Cluster" AS cluster WHERE "runId" = ${scope.runId}::uuid ${ofCluster} ORDER BY number`;
  const { runId, clusterId } = scope;
  const counted = await (clusterId === null ? countRunMembers(tx, runId) : countClusterMembers(tx, clusterId));
  const counts = groupBy(counted, (row) => row.clusterId);
  const previews = await readPreviews(
    tx,
    rows.flatMap((row) => row.representatives.slice(0, shownRepresentativeCount)),
  );
  return rows.map((row) => summarize(row, counts.get(row.id) ?? [], previews));
}

type ClusterRow = {
  id: string;
  number: number;
  coarseNumber: number | null;
  title: string;
  words: TitleWord[];
  cohesion: number;
  representatives: string[];
  fringe: string[];
};

async function readPreviews(tx: Tx, sampleIds: string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; preview: string }[]>`
    SELECT id, preview FROM "Sample" WHERE id = ANY (${sampleIds}::uuid[]) AND "deletedAt" IS NULL`;
  return new Map(rows.map(({ id, preview }) => [id, preview]));
}

function summarize(
  row: ClusterRow,
  counts: readonly MemberCount[],
  previews: ReadonlyMap<string, string>,
): ListedCluster {
  const sumOf = (parts: readonly MemberCount[], of: 'count' | 'insideCount' | 'waitingCount') =>
    parts.reduce((sum, part) => sum + part[of], 0);
  const unlabeled = counts.filter((part) => part.labelClassId === null);
  const labeled = counts.filter((part) => part.labelClassId !== null);
  const labeledAs = [...groupBy(labeled, ({ labelClassId }) => labelClassId ?? '')].map(([labelClassId, parts]) => ({
    labelClassId,
    count: sumOf(parts, 'count'),
  }));
  const shown = row.representatives.slice(0, shownRepresentativeCount).flatMap((sampleId) => {
    const preview = previews.get(sampleId);
    return preview === undefined ? [] : [{ sampleId, preview }];
  });
  return {
    id: row.id,
    number: row.number,
    coarseNumber: row.coarseNumber,
    title: row.title,
    words: row.words,
    size: sumOf(counts, 'count'),
    cohesion: row.cohesion,
    boundaryRank: sumOf(counts, 'insideCount'),
    labeledCount: sumOf(labeled, 'count'),
    labeledAs: labeledAs.sort((a, b) => b.count - a.count || (a.labelClassId < b.labelClassId ? -1 : 1)),
    suggestion: suggestForGroup(listKnown(counts)),
    representatives: shown,
    fringe: row.fringe,
    waitingCount: sumOf(unlabeled, 'waitingCount'),
  };
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
