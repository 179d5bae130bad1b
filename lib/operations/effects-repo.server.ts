import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';

/**
 * Adds the effects that a query answers ("sampleId", "before", "after", states packed as sample-state.ts packs them), for
 * acts too large to pass through this process. Effects that change nothing are left out. Returns how many were added.
 */
export async function insertEffects(tx: Tx, operationId: string, effects: Prisma.Sql): Promise<number> {
  // Labels that were given a moment ago are not in the planner's statistics: it would expect one where there are 100,000,
  // and compare all with all. Without nested loops every join of the query takes time in proportion.
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
  const count = await tx.$executeRaw`
    INSERT INTO "OperationEffect" ("operationId", "sampleId", "before", "after")
    SELECT ${operationId}::uuid, found."sampleId", found."before", found."after" FROM (${effects}) AS found
    WHERE found."before" IS DISTINCT FROM found."after"`;
  await tx.$executeRaw`SET LOCAL enable_nestloop = on`;
  return count;
}

/** The newest edit of some classes after a revision, or the revert of one; null without: what a client has not seen of them. */
export async function findClassEditAfter(
  tx: Tx,
  seen: { datasetId: string; revision: number; labelClassIds: readonly string[] },
): Promise<{ seq: number; personName: string } | null> {
  const rows = await tx.$queryRaw<{ seq: bigint; personName: string }[]>`
    WITH RECURSIVE later AS (
      SELECT o."seq", o."personId", o."revertsId" AS "belowId", o."detail" FROM "Operation" o
      WHERE o."datasetId" = ${seen.datasetId}::uuid AND o."seq" > ${seen.revision} AND o."kind" IN ('classEdit', 'revert')
      UNION ALL
      SELECT later."seq", later."personId", b."revertsId", b."detail"
      FROM later JOIN "Operation" b ON b."id" = later."belowId")
    SELECT later."seq", p."name" AS "personName" FROM later JOIN "Person" p ON p."id" = later."personId"
    WHERE later."detail" ->> 'type' = 'classEdit'
      AND EXISTS (SELECT FROM jsonb_array_elements(later."detail" -> 'changes') AS change
        WHERE (change ->> 'labelClassId')::uuid = ANY(${[...seen.labelClassIds]}::uuid[]))
    ORDER BY later."seq" DESC LIMIT 1`;
  const row = rows[0];
  return row === undefined ? null : { seq: Number(row.seq), personName: row.personName };
}
