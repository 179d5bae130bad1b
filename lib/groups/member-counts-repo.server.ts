import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';

/** Live members of a group by label; of the unlabeled ones, by the class of an imported suggestion. */
export type MemberCount = {
  groupId: string;
  /** Null for members without a label. */
  labelClassId: string | null;
  suggestedClassId: string | null;
  /** Labeled on the spot as an exception of this very group: says nothing of the others in it. */
  isException: boolean;
  /** Members counted already by a newer label of theirs: they carry this class too. */
  isFurther: boolean;
  count: number;
  insideCount: number;
  /** Of those inside, the ones that nobody excluded by hand. */
  waitingCount: number;
};

type TouchedCount = MemberCount & { isDeleted: boolean };

/**
 * Counts the live members of every cluster of a run. Most members of a large run are untouched: neither labeled nor
 * suggested, excluded or deleted. Those are not joined with anything, only counted from an index, so that the queue of a
 * million samples opens in about a second.
 */
export async function countRunMembers(tx: Tx, runId: string): Promise<MemberCount[]> {
  const [all, touched] = await Promise.all([countAll(tx, runId), countTouched(tx, runId)]);
  const untouched = new Map(all.map((one) => [one.groupId, one]));
  for (const { groupId, count, insideCount, isFurther } of touched) {
    const rest = untouched.get(groupId);
    if (rest === undefined || isFurther) continue;
    rest.count -= count;
    rest.insideCount -= insideCount;
  }
  const plain = { labelClassId: null, suggestedClassId: null, isException: false, isFurther: false };
  return [
    ...touched.filter(({ isDeleted }) => !isDeleted),
    ...[...untouched.values()].map((rest) => ({ ...rest, ...plain, waitingCount: rest.insideCount })),
  ];
}

async function countAll(tx: Tx, runId: string): Promise<{ groupId: string; count: number; insideCount: number }[]> {
  return tx.$queryRaw<{ groupId: string; count: number; insideCount: number }[]>`
    SELECT cluster.id AS "groupId", counted.count, counted."insideCount"
    FROM "Cluster" AS cluster, LATERAL (
      SELECT count(*)::int AS count, count(*) FILTER (WHERE member.rank < cluster."boundaryRank")::int AS "insideCount"
      FROM "ClusterMember" AS member WHERE member."clusterId" = cluster.id) AS counted
    WHERE cluster."runId" = ${runId}::uuid`;
}

async function countTouched(tx: Tx, runId: string): Promise<TouchedCount[]> {
  const ofDataset = Prisma.sql`"datasetId" = (SELECT "datasetId" FROM "ClusterRun" WHERE id = ${runId}::uuid)`;
  const members = Prisma.sql`
    SELECT member."clusterId" AS "groupId", member."sampleId", member.rank < cluster."boundaryRank" AS "isInside"
    FROM (
      SELECT "sampleId" FROM "Label" WHERE ${ofDataset}
      UNION SELECT "sampleId" FROM "Suggestion" WHERE ${ofDataset} AND "labelSource" = 'import'
      UNION SELECT "sampleId" FROM "Exclusion" WHERE ${ofDataset}
      UNION SELECT id FROM "Sample" WHERE ${ofDataset} AND "deletedAt" IS NOT NULL) AS touched
    JOIN "ClusterMember" AS member ON member."runId" = ${runId}::uuid AND member."sampleId" = touched."sampleId"
    JOIN "Cluster" AS cluster ON cluster.id = member."clusterId"`;
  return countMembers(tx, members, ofDataset);
}

/** Counts the live members of some clusters, found by their keys. */
export async function countClusterMembers(tx: Tx, clusterIds: readonly string[]): Promise<MemberCount[]> {
  const members = Prisma.sql`
    SELECT member."clusterId" AS "groupId", member."sampleId", member.rank < cluster."boundaryRank" AS "isInside"
    FROM "ClusterMember" AS member JOIN "Cluster" AS cluster ON cluster.id = member."clusterId"
    WHERE member."clusterId" = ANY(${[...clusterIds]}::uuid[])`;
  return countLive(tx, members);
}

/** Counts the live members of some groups that are no clusters, found by their keys. */
export async function countGroupMembers(tx: Tx, groupIds: readonly string[]): Promise<MemberCount[]> {
  const members = Prisma.sql`
    SELECT grouped.id AS "groupId", place."sampleId", place.rank <= grouped."boundaryRank" AS "isInside"
    FROM "Group" AS grouped, unnest(grouped."sampleIds") WITH ORDINALITY AS place ("sampleId", rank)
    WHERE grouped.id = ANY(${[...groupIds]}::uuid[])`;
  return countLive(tx, members);
}

/** How many effects operations after a revision have, at most; what they say of themselves, without counting rows. */
export async function sumTouchedAfter(tx: Tx, after: { datasetId: string; revision: number }): Promise<number> {
  const sums = await tx.operation.aggregate({
    where: { datasetId: after.datasetId, seq: { gt: after.revision } },
    _sum: { sampleCount: true, excludedCount: true },
  });
  return (sums._sum.sampleCount ?? 0) + (sums._sum.excludedCount ?? 0);
}

/** The clusters of a run with members that an operation after a revision touched. */
export async function listClustersTouchedAfter(
  tx: Tx,
  after: { datasetId: string; runId: string; revision: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT member."clusterId" AS id
    FROM "Operation" AS operation JOIN "OperationEffect" AS effect ON effect."operationId" = operation.id
    JOIN "ClusterMember" AS member ON member."runId" = ${after.runId}::uuid AND member."sampleId" = effect."sampleId"
    WHERE operation."datasetId" = ${after.datasetId}::uuid AND operation.seq > ${after.revision}`;
  return rows.map(({ id }) => id);
}

async function countLive(tx: Tx, members: Prisma.Sql): Promise<MemberCount[]> {
  const counts = await countMembers(
    tx,
    members,
    Prisma.sql`"sampleId" IN (SELECT "sampleId" FROM (${members}) AS own)`,
  );
  return counts.filter(({ isDeleted }) => !isDeleted);
}

/** Counts `members` ("groupId", "sampleId", "isInside"); `scope` holds for every label, suggestion and exclusion of theirs. */
async function countMembers(tx: Tx, members: Prisma.Sql, scope: Prisma.Sql): Promise<TouchedCount[]> {
  return tx.$queryRaw<TouchedCount[]>`
    SELECT member."groupId", label."labelClassId", suggestion."labelClassId" AS "suggestedClassId",
           coalesce(operation.kind = 'label' AND operation."groupId" = member."groupId", false) AS "isException",
           sample."deletedAt" IS NOT NULL AS "isDeleted", coalesce(label.place > 1, false) AS "isFurther",
           count(*)::int AS count,
           count(*) FILTER (WHERE member."isInside")::int AS "insideCount",
           count(*) FILTER (WHERE member."isInside" AND exclusion."sampleId" IS NULL)::int AS "waitingCount"
    FROM (${members}) AS member
    JOIN "Sample" AS sample ON sample.id = member."sampleId"
    LEFT JOIN (
      SELECT "sampleId", "labelClassId", "operationId",
             row_number() OVER (PARTITION BY "sampleId" ORDER BY "decidedAt" DESC, "labelClassId") AS place
      FROM "Label" WHERE ${scope}) AS label ON label."sampleId" = member."sampleId"
    LEFT JOIN "Operation" AS operation ON operation.id = label."operationId"
    LEFT JOIN (
      SELECT DISTINCT ON ("sampleId") "sampleId", "labelClassId" FROM "Suggestion"
      WHERE ${scope} AND "labelSource" = 'import'
      ORDER BY "sampleId", confidence DESC NULLS LAST, "sourceId" DESC, "labelClassId") AS suggestion
      ON suggestion."sampleId" = member."sampleId" AND label."sampleId" IS NULL
    LEFT JOIN (SELECT DISTINCT "sampleId" FROM "Exclusion" WHERE ${scope}) AS exclusion
      ON exclusion."sampleId" = member."sampleId"
    GROUP BY 1, 2, 3, 4, 5, 6`;
}
