import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { TurnedSample } from '@/lib/operations/operation-log';
import type { TurnOutcome } from '@/lib/operations/turn-outcome';
import { classesOf, type PreparedTurn, planTurn } from '@/lib/operations/turn-repo.server';

/** Samples of a turn that go the same way: from the same classes to the same classes. */
export type TurnGroup = {
  outcome: TurnOutcome;
  beforeClassIds: string[];
  afterClassIds: string[];
  count: number;
  /** Those among them that are in the dataset still: only they are counted as labeled. */
  liveCount: number;
};

/** What a turn would do, summed up. */
export async function sumTurn(tx: Tx, turn: PreparedTurn): Promise<TurnGroup[]> {
  return await tx.$queryRaw<TurnGroup[]>`
    WITH RECURSIVE ${planTurn(turn)}
    SELECT "outcome", ${classesOf('before')} AS "beforeClassIds", ${classesOf('after')} AS "afterClassIds",
      count(*)::int AS "count", count(*) FILTER (WHERE s."deletedAt" IS NULL)::int AS "liveCount"
    FROM plan JOIN "Sample" s ON s."id" = plan."sampleId"
    GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 2, 3`;
}

/** One page of the samples of a turn with one outcome, in the order of their ids. */
export async function listTurned(
  tx: Tx,
  turn: PreparedTurn,
  page: { outcome: TurnOutcome; limit: number; after: string | null },
): Promise<{ samples: TurnedSample[]; nextCursor: string | null }> {
  const after = page.after === null ? Prisma.empty : Prisma.sql`AND plan."sampleId" > ${page.after}::uuid`;
  const rows = await tx.$queryRaw<TurnedSample[]>`
    WITH RECURSIVE ${planTurn(turn)},
    page AS (
      SELECT "sampleId", "byId", ${classesOf('before')} AS "beforeClassIds", ${classesOf('after')} AS "afterClassIds"
      FROM plan WHERE "outcome" = ${page.outcome} ${after} ORDER BY "sampleId" LIMIT ${page.limit + 1})
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
