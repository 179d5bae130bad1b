import type { Tx } from '@/lib/db/client.server';
import type { LaterEffect } from '@/lib/operations/decided-later';
import type { StoredOperation } from '@/lib/operations/repo.server';

/*
 * An act, its undo, the redo, the undo of that … form a chain of reverts, each naming the one below. The tip of a chain
 * is its one operation that nothing reverts. An even distance from the act means that the act stands, an odd one that
 * it is undone. Every undo takes the newest standing tip and every redo the newest undone one, so the order of tips
 * by seq is the order of the two stacks. An import of labels is no step of review and stays out of both.
 */

/** One's newest act that stands: the act itself, or the redo that brought it back. Null when nothing is left. */
export async function findUndoTarget(tx: Tx, datasetId: string, personId: string): Promise<StoredOperation | null> {
  return await findTip(tx, { datasetId, personId, parity: 0 });
}

/** One's newest undo, unless a new act of one's own came after it: that ends what could be redone. */
export async function findRedoTarget(tx: Tx, datasetId: string, personId: string): Promise<StoredOperation | null> {
  const target = await findTip(tx, { datasetId, personId, parity: 1 });
  if (target === null) return null;
  const newerAct = await tx.operation.findFirst({
    where: { datasetId, personId, seq: { gt: target.seq }, kind: { notIn: ['revert', 'import'] } },
    select: { id: true },
  });
  return newerAct === null ? target : null;
}

type Search = { datasetId: string; personId: string; parity: 0 | 1 };

async function findTip(tx: Tx, { datasetId, personId, parity }: Search): Promise<StoredOperation | null> {
  const rows = await tx.$queryRaw<StoredOperation[]>`
    SELECT o."id", o."seq", o."kind"::text AS "kind", o."labelClassId", o."groupSource"::text AS "groupSource",
      o."groupId", o."groupTitle", o."conflictCount", o."revertsId"
    FROM "Operation" o
    WHERE o."datasetId" = ${datasetId}::uuid AND o."personId" = ${personId}::uuid AND o."kind" <> 'import'
      AND NOT EXISTS (SELECT 1 FROM "Operation" r WHERE r."revertsId" = o."id")
      AND (
        WITH RECURSIVE chain AS (
          SELECT o."revertsId" AS "below", 0 AS "depth"
          UNION ALL
          SELECT b."revertsId", chain."depth" + 1 FROM chain JOIN "Operation" b ON b."id" = chain."below")
        SELECT max("depth") % 2 FROM chain) = ${parity}
    ORDER BY o."seq" DESC LIMIT 1`;
  return rows[0] ?? null;
}

/** All effects on some samples after an operation, in order of seq. */
export async function listLaterEffects(
  tx: Tx,
  after: { datasetId: string; seq: bigint; sampleIds: readonly string[] },
): Promise<LaterEffect[]> {
  return await tx.$queryRaw<LaterEffect[]>`
    SELECT e."sampleId", e."operationId", o."revertsId"
    FROM "OperationEffect" e JOIN "Operation" o ON o."id" = e."operationId"
    WHERE e."sampleId" = ANY(${[...after.sampleIds]}::uuid[])
      AND o."datasetId" = ${after.datasetId}::uuid AND o."seq" > ${after.seq}
    ORDER BY o."seq"`;
}
