import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { OperationKind } from '@/lib/operations/operation';

/*
 * The newest operation of a chain (its tip) is turned most often when nothing came upon it: a person undoes what was just
 * done. What follows from the log is then what the tip found, and its own effects say what that was, however many
 * decisions its samples had before.
 */

/** Past this many effects that came after, the states are worked out from the log instead. */
const FOLLOWED_EFFECTS = 100_000;

/**
 * Whether turning an act is undoing the effects of its tip: nothing since has an effect on a sample of the act, took back
 * or brought back what has one, or edited classes. A class edit touches what was turned since as well, so nothing at all may
 * have come after it.
 */
export async function isMirror(
  tx: Tx,
  turn: { datasetId: string; act: { id: string; kind: OperationKind }; tipSeq: number },
): Promise<boolean> {
  const { datasetId, act, tipSeq } = turn;
  const [later] = await tx.$queryRaw<{ count: number; effectCount: number; isClassEdited: boolean }[]>`
    WITH RECURSIVE ${operationsSince(datasetId, tipSeq)}
    SELECT count(*)::int AS "count", coalesce(sum("sampleCount" + "excludedCount"), 0)::float8 AS "effectCount",
      coalesce(bool_or("kind" = 'classEdit'), false) AS "isClassEdited" FROM since`;
  if (later === undefined || later.count === 0) return true;
  if (act.kind === 'classEdit' || later.isClassEdited || later.effectCount > FOLLOWED_EFFECTS) return false;
  const [found] = await tx.$queryRaw<{ isTouched: boolean }[]>`
    WITH RECURSIVE ${operationsSince(datasetId, tipSeq)}
    SELECT EXISTS (
      SELECT FROM since JOIN "OperationEffect" e ON e."operationId" = since."id"
      JOIN "OperationEffect" own ON own."operationId" = ${act.id}::uuid AND own."sampleId" = e."sampleId") AS "isTouched"`;
  return found?.isTouched === false;
}

/** The operations after a seq, and those that they took back or brought back, down to the foot of each chain. */
function operationsSince(datasetId: string, seq: number): Prisma.Sql {
  return Prisma.sql`
    since AS (
      SELECT "id", "kind", "revertsId", "sampleCount", "excludedCount" FROM "Operation"
      WHERE "datasetId" = ${datasetId}::uuid AND "seq" > ${seq}
      UNION
      SELECT b."id", b."kind", b."revertsId", b."sampleCount", b."excludedCount"
      FROM since JOIN "Operation" b ON b."id" = since."revertsId")`;
}

/** The samples of a tip with what they carry now as "before", and what they carried before it as "after". */
export function mirrored(tipId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT "sampleId", "after" AS "before", "before" AS "after" FROM "OperationEffect" WHERE "operationId" = ${tipId}::uuid`;
}
