import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { TurnedSample } from '@/lib/operations/operation-log';
import type { TurnOutcome } from '@/lib/operations/turn-outcome';
import { classesOf, type PreparedTurn, planTurn, turnOutcome } from '@/lib/operations/turn-repo.server';

/** Samples of a turn that go the same way: from the same classes to the same classes. */
export type TurnGroup = {
  outcome: TurnOutcome;
  beforeClassIds: string[];
  afterClassIds: string[];
  count: number;
  /** Those among them that are in the dataset still: only they are counted as labeled. */
  liveCount: number;
  /** The first samples of the outcome, of this way and of the others. */
  firstIds: string[];
};

/**
 * What a turn would do, summed up, with the first `firstCount` samples of each outcome. Thousands of samples go from the same
 * state to the same state, so states are looked into once for each such pair.
 */
export async function sumTurn(tx: Tx, turn: PreparedTurn, firstCount: number): Promise<TurnGroup[]> {
  return await tx.$queryRaw<TurnGroup[]>`
    WITH RECURSIVE ${planTurn(turn)},
    pair AS (
      SELECT "before", "after", "isKept", count(*) AS "count", count(*) FILTER (WHERE s."deletedAt" IS NULL) AS "liveCount",
        array_agg("sampleId") AS "sampleIds"
      FROM plan JOIN "Sample" s ON s."id" = plan."sampleId" GROUP BY 1, 2, 3),
    way AS MATERIALIZED (
      SELECT ${turnOutcome} AS "outcome", ${classesOf('before')} AS "beforeClassIds", ${classesOf('after')} AS "afterClassIds",
        "count", "liveCount", ARRAY(SELECT id FROM unnest("sampleIds") AS id ORDER BY id LIMIT ${firstCount}) AS "sampleIds"
      FROM pair),
    first AS MATERIALIZED (
      SELECT "outcome", id, row_number() OVER (PARTITION BY "outcome" ORDER BY id) AS place FROM way, unnest("sampleIds") AS id)
    SELECT "outcome", "beforeClassIds", "afterClassIds", sum("count")::int AS "count", sum("liveCount")::int AS "liveCount",
      ARRAY(SELECT id FROM first WHERE first."outcome" = way."outcome" AND place <= ${firstCount} ORDER BY id) AS "firstIds"
    FROM way GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2, 3`;
}

/** One page of the samples of a turn with one outcome, in the order of their ids; with `among` of those only. */
export async function listTurned(
  tx: Tx,
  turn: PreparedTurn,
  page: { outcome: TurnOutcome; limit: number; after: string | null; among?: readonly string[] },
): Promise<{ samples: TurnedSample[]; nextCursor: string | null }> {
  const after = page.after === null ? Prisma.empty : Prisma.sql`AND plan."sampleId" > ${page.after}::uuid`;
  const rows = await tx.$queryRaw<TurnedSample[]>`
    WITH RECURSIVE ${planTurn(turn, page.among ?? null)},
    page AS (
      SELECT "sampleId", "byId", ${classesOf('before')} AS "beforeClassIds", ${classesOf('after')} AS "afterClassIds"
      FROM plan WHERE ${turnOutcome} = ${page.outcome} ${after} ORDER BY "sampleId" LIMIT ${page.limit + 1})
    SELECT page."sampleId" AS "id", s."preview", page."beforeClassIds", page."afterClassIds",
      CASE WHEN by."id" IS NULL THEN NULL ELSE json_build_object('operationId', by."id", 'seq', by."seq",
        'kind', by."kind", 'personName', p."name", 'groupTitle', by."groupTitle",
        'createdAt', to_char(by."createdAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END AS "decidedBy"
    FROM page JOIN "Sample" s ON s."id" = page."sampleId"
    LEFT JOIN "Operation" by ON by."id" = page."byId" LEFT JOIN "Person" p ON p."id" = by."personId"
    ORDER BY page."sampleId"`;
  const samples = rows.slice(0, page.limit);
  return { samples, nextCursor: rows.length > page.limit ? (samples.at(-1)?.id ?? null) : null };
}
