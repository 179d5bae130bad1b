import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { fallenActs } from '@/lib/operations/chain-repo.server';
import { type GoneClasses, moveOffGone } from '@/lib/operations/gone-classes';
import { isMirror, mirrored } from '@/lib/operations/mirror-repo.server';
import type { OperationKind, SampleState } from '@/lib/operations/operation';
import { EMPTY_STATE, packState } from '@/lib/operations/sample-state';

/*
 * A sample's state follows from the log: what its newest decision that stands left behind, without classes that are gone.
 * Turning an act (taking it back, bringing it back) changes which decisions stand, so the samples that it touched get the
 * state that then follows. A sample with a newer decision that stands keeps it.
 */

/** An act that is to be taken back or brought back. */
export type Turn = {
  datasetId: string;
  act: { id: string; seq: number; kind: OperationKind };
  /** The newest operation of the act's chain; the act itself when it was never taken back. */
  tip: { id: string; seq: number };
  /** Whether it stands afterwards. */
  willStand: boolean;
  /** The classes that are gone afterwards. */
  gone: GoneClasses;
};

/** A turn whose states are ready: those that name a class that is gone, with what they become. */
export type PreparedTurn = Turn & { moved: { from: string; to: string | null }[] };

/**
 * Looks up, of the states that a turn would bring back, those that name a class that is gone. Few distinct states make up
 * any number of samples, so they are worked out here and not in SQL.
 */
export async function prepareTurn(tx: Tx, turn: Turn): Promise<PreparedTurn> {
  if (turn.gone.size === 0) return { ...turn, moved: [] };
  const goneIds = [...turn.gone.keys()];
  const rows = await tx.$queryRaw<{ state: SampleState; text: string }[]>`
    WITH RECURSIVE ${candidates(turn)}
    SELECT DISTINCT decided."after" AS "state", decided."after"::text AS "text"
    FROM touch ${decidedJoin(turn)}
    WHERE EXISTS (
      SELECT FROM jsonb_path_query(decided."after", '$.*[*].labelClassId') AS class
      WHERE (class #>> '{}')::uuid = ANY(${goneIds}::uuid[]))`;
  const moved = rows.map(({ state, text }) => {
    const packed = packState(moveOffGone(state ?? EMPTY_STATE, turn.gone));
    return { from: text, to: packed === null ? null : JSON.stringify(packed) };
  });
  return { ...turn, moved };
}

/**
 * A class edit touches also what was turned since then, whether or not that changed anything: a decision that was brought
 * back while its class was gone shows only now. And whatever carries a class that goes.
 */
function candidates({ datasetId, act, willStand, gone }: Turn, sampleIds: readonly string[] | null = null): Prisma.Sql {
  const only =
    sampleIds === null ? Prisma.empty : Prisma.sql`WHERE candidate."sampleId" = ANY(${[...sampleIds]}::uuid[])`;
  const goneIds = [...gone.keys()];
  const more =
    act.kind !== 'classEdit'
      ? Prisma.empty
      : Prisma.sql`
        UNION SELECT e."sampleId" FROM turned JOIN "OperationEffect" e ON e."operationId" = turned."id"
        UNION SELECT "sampleId" FROM "Label"
          WHERE "datasetId" = ${datasetId}::uuid AND "labelClassId" = ANY(${goneIds}::uuid[])
        UNION SELECT "sampleId" FROM "Exclusion"
          WHERE "datasetId" = ${datasetId}::uuid AND "labelClassId" = ANY(${goneIds}::uuid[])`;
  const turned =
    act.kind !== 'classEdit'
      ? Prisma.empty
      : Prisma.sql`
        turned("id", "belowId") AS (
          SELECT o."id", o."revertsId" FROM "Operation" o
          WHERE o."datasetId" = ${datasetId}::uuid AND o."kind" = 'revert' AND o."seq" > ${act.seq}
          UNION SELECT b."id", b."revertsId" FROM turned JOIN "Operation" b ON b."id" = turned."belowId"),`;
  // The effects of each sample are looked up one sample after the other: joined, the planner would read those of all samples.
  return Prisma.sql`
    ${fallenActs(datasetId)},${turned}
    candidate AS (
      SELECT "sampleId" FROM "OperationEffect" WHERE "operationId" = ${act.id}::uuid ${more}),
    touched AS (
      SELECT candidate."sampleId", effect."operationId" FROM candidate CROSS JOIN LATERAL (
        SELECT e."operationId" FROM "OperationEffect" e WHERE e."sampleId" = candidate."sampleId" OFFSET 0) AS effect
      ${only}),
    touch AS (
      SELECT touched."sampleId", max(o."seq") AS "lastSeq", max(o."seq") FILTER (
          WHERE o."kind" IN ('accept', 'label', 'exclude', 'clear', 'import')
            AND CASE WHEN o."id" = ${act.id}::uuid THEN ${willStand}::boolean ELSE f."id" IS NULL END) AS "standingSeq"
      FROM touched JOIN "Operation" o ON o."id" = touched."operationId" LEFT JOIN fallen f ON f."id" = o."id"
      GROUP BY touched."sampleId")`;
}

function decidedJoin({ datasetId }: Turn): Prisma.Sql {
  return Prisma.sql`
    LEFT JOIN "Operation" by ON by."datasetId" = ${datasetId}::uuid AND by."seq" = touch."standingSeq"
    LEFT JOIN "OperationEffect" decided ON decided."operationId" = by."id" AND decided."sampleId" = touch."sampleId"`;
}

/**
 * Common table expressions for WITH RECURSIVE, the last of which is `plan`: one row for each sample that a turn is about,
 * "sampleId", "before" (as it is), "after" (as it will be), "isKept" (a later decision holds it as it is) and "byId", the
 * newest decision that stands. With `sampleIds` the plan is about those alone.
 */
export function planTurn(turn: PreparedTurn, sampleIds: readonly string[] | null = null): Prisma.Sql {
  const { act, datasetId, moved } = turn;
  const isClassEdit = act.kind === 'classEdit';
  const isLater = Prisma.sql`coalesce("standingSeq" > ${act.seq}, false)`;
  const isOwn = isClassEdit
    ? Prisma.sql`EXISTS (SELECT FROM "OperationEffect" own WHERE own."operationId" = ${act.id}::uuid AND own."sampleId" = next."sampleId")`
    : Prisma.sql`true`;
  const after = isClassEdit ? Prisma.sql`"target"` : Prisma.sql`CASE WHEN ${isLater} THEN "before" ELSE "target" END`;
  const target =
    moved.length === 0
      ? Prisma.sql`decided."after"`
      : Prisma.sql`CASE WHEN moved."from" IS NULL THEN decided."after" ELSE moved."to"::jsonb END`;
  const movedJoin =
    moved.length === 0
      ? Prisma.empty
      : Prisma.sql`LEFT JOIN unnest(${moved.map(({ from }) => from)}::text[], ${moved.map(({ to }) => to)}::text[])
          AS moved("from", "to") ON moved."from"::jsonb = decided."after"`;
  return Prisma.sql`
    ${candidates(turn, sampleIds)},
    found AS (
      SELECT touch."sampleId", touch."standingSeq", by."id" AS "byId", last."after" AS "before", ${target} AS "target"
      FROM touch
      JOIN "Operation" newest ON newest."datasetId" = ${datasetId}::uuid AND newest."seq" = touch."lastSeq"
      JOIN "OperationEffect" last ON last."operationId" = newest."id" AND last."sampleId" = touch."sampleId"
      ${decidedJoin(turn)} ${movedJoin}),
    next AS (SELECT "sampleId", "byId", ${isLater} AS "isLater", "before", ${after} AS "after" FROM found),
    plan AS (
      SELECT "sampleId", "byId", "before", "after",
        "before" IS NOT DISTINCT FROM "after" AND "isLater" AS "isKept"
      FROM next WHERE "before" IS DISTINCT FROM "after" OR ${isOwn})`;
}

/** What becomes of a sample of the plan, by "before", "after" and "isKept". */
export const turnOutcome = Prisma.sql`CASE
  WHEN "before" IS NOT DISTINCT FROM "after" THEN CASE WHEN "isKept" THEN 'kept' ELSE 'same' END
  WHEN ${classesOf('before')} = ${classesOf('after')} THEN 'other'
  WHEN ${classesOf('after')} = '[]' THEN 'unlabeled'
  ELSE 'relabeled' END`;

/** The ids of the classes that a state of the plan labels with, as a JSON array. */
export function classesOf(column: 'before' | 'after'): Prisma.Sql {
  const state = column === 'before' ? Prisma.sql`"before"` : Prisma.sql`"after"`;
  return Prisma.sql`coalesce(jsonb_path_query_array(${state}, '$.labels[*].labelClassId'), '[]')`;
}

/**
 * Works a turn out once and keeps it until the transaction ends, for `turnEffects`. Returns how many samples change, and
 * how many of the act's stay as they are. Once in a transaction.
 */
export async function layOutTurn(tx: Tx, turn: Turn): Promise<{ changedCount: number; keptCount: number }> {
  const { datasetId, act, tip } = turn;
  await tx.$executeRaw`CREATE TEMP TABLE "Turned" ("sampleId" uuid, "before" jsonb, "after" jsonb) ON COMMIT DROP`;
  const isOnTop = await isMirror(tx, { datasetId, act, tipSeq: tip.seq });
  const changed = isOnTop ? mirrored(tip.id) : changedByLog(await prepareTurn(tx, turn));
  const changedCount = await tx.$executeRaw`INSERT INTO "Turned" ${changed}`;
  const rows = await tx.$queryRaw<{ keptCount: number }[]>`
    SELECT count(*)::int AS "keptCount" FROM (
      SELECT "sampleId" FROM "OperationEffect" WHERE "operationId" = ${act.id}::uuid
      EXCEPT SELECT "sampleId" FROM "Turned") AS kept`;
  return { changedCount, keptCount: rows[0]?.keptCount ?? 0 };
}

function changedByLog(turn: PreparedTurn): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE ${planTurn(turn)}
    SELECT "sampleId", "before", "after" FROM plan WHERE "before" IS DISTINCT FROM "after"`;
}

/** The effects that layOutTurn kept, as a query for insertEffects. */
export const turnEffects = Prisma.sql`SELECT "sampleId", "before", "after" FROM "Turned"`;

/**
 * The ids of the samples that an operation touched and another one did not, in order, up to a limit. A difference of sets and
 * no join: of effects that were just written the planner expects one, and would compare all with all.
 */
export async function listKeptIds(
  tx: Tx,
  kept: { operationId: string; exceptBy: string; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ sampleId: string }[]>`
    SELECT "sampleId" FROM "OperationEffect" WHERE "operationId" = ${kept.operationId}::uuid
    EXCEPT SELECT "sampleId" FROM "OperationEffect" WHERE "operationId" = ${kept.exceptBy}::uuid
    ORDER BY "sampleId" LIMIT ${kept.limit}`;
  return rows.map((row) => row.sampleId);
}

/** The ids of the samples that an operation touched, in order, up to a limit. */
export async function listTouchedIds(tx: Tx, operationId: string, limit: number): Promise<string[]> {
  const rows = await tx.operationEffect.findMany({
    where: { operationId },
    orderBy: { sampleId: 'asc' },
    take: limit,
    select: { sampleId: true },
  });
  return rows.map((row) => row.sampleId);
}

/** Samples of an act that were touched after a revision, other than by some operations: how many, and the ids of the first. */
export async function listTouchedSince(
  tx: Tx,
  request: { actId: string; revision: number; exceptRevisions: readonly number[]; limit: number },
): Promise<{ count: number; sampleIds: string[] }> {
  const touched = Prisma.sql`
    "OperationEffect" e WHERE e."operationId" = ${request.actId}::uuid AND e."sampleId" IN (
      SELECT l."sampleId" FROM "Operation" act
      JOIN "Operation" o ON o."datasetId" = act."datasetId" AND o."seq" > ${request.revision}
        AND o."seq" <> ALL (${[...request.exceptRevisions]}::bigint[])
      JOIN "OperationEffect" l ON l."operationId" = o."id" WHERE act."id" = ${request.actId}::uuid)`;
  const counts = await tx.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS "count" FROM ${touched}`;
  const count = counts[0]?.count ?? 0;
  if (count === 0) return { count, sampleIds: [] };
  const rows = await tx.$queryRaw<{ sampleId: string }[]>`
    SELECT e."sampleId" FROM ${touched} ORDER BY e."sampleId" LIMIT ${request.limit}`;
  return { count, sampleIds: rows.map((row) => row.sampleId) };
}
