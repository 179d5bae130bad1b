import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { Chain, ChainLink } from '@/lib/operations/chain';
import type { EndOfClass } from '@/lib/operations/gone-classes';

/**
 * Common table expressions for WITH RECURSIVE: `chain` holds every revert of a dataset with the act at the foot of its
 * chain and its height above it, `fallen` the acts and reverts that do not stand. They grow with the number of reverts only.
 */
export function fallenActs(datasetId: string): Prisma.Sql {
  return Prisma.sql`
    chain AS (
      SELECT r."id", r."revertsId" AS "actId", 1 AS "height"
      FROM "Operation" r JOIN "Operation" o ON o."id" = r."revertsId"
      WHERE r."datasetId" = ${datasetId}::uuid AND r."kind" = 'revert' AND o."kind" <> 'revert'
      UNION ALL
      SELECT r."id", chain."actId", chain."height" + 1 FROM chain JOIN "Operation" r ON r."revertsId" = chain."id"),
    tip AS (SELECT "actId", max("height") AS "height" FROM chain GROUP BY "actId"),
    fallen AS (
      SELECT "actId" AS "id" FROM tip WHERE "height" % 2 = 1
      UNION ALL
      SELECT chain."id" FROM chain JOIN tip USING ("actId") WHERE (tip."height" - chain."height") % 2 = 1)`;
}

type LinkRow = Omit<ChainLink, 'seq'> & { seq: bigint };

/** The chain that an operation belongs to. Throws NotFound. */
export async function readChain(tx: Tx, operationId: string): Promise<Chain> {
  const rows = await tx.$queryRaw<LinkRow[]>`
    WITH RECURSIVE below AS (
      SELECT o."id", o."revertsId", 0 AS "depth" FROM "Operation" o WHERE o."id" = ${operationId}::uuid
      UNION ALL
      SELECT b."id", b."revertsId", below."depth" + 1 FROM below JOIN "Operation" b ON b."id" = below."revertsId"),
    above AS (
      (SELECT "id", 0 AS "height" FROM below ORDER BY "depth" DESC LIMIT 1)
      UNION ALL
      SELECT r."id", above."height" + 1 FROM above JOIN "Operation" r ON r."revertsId" = above."id")
    SELECT o."id", o."seq", o."kind"::text AS "kind", o."personId", p."name" AS "personName", o."labelClassId",
      o."groupSource"::text AS "groupSource", o."groupId", o."groupTitle", o."sampleCount", o."createdAt", o."detail"
    FROM above JOIN "Operation" o ON o."id" = above."id" JOIN "Person" p ON p."id" = o."personId"
    ORDER BY above."height"`;
  const [act, ...reverts] = rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  if (act === undefined) throw new NotFound('operation', operationId);
  return { act, reverts };
}

/** The dataset of an operation. Throws NotFound. */
export async function findDatasetOf(tx: Tx, operationId: string): Promise<string> {
  const row = await tx.operation.findUnique({ where: { id: operationId }, select: { datasetId: true } });
  if (row === null) throw new NotFound('operation', operationId);
  return row.datasetId;
}

/** The class edits that took a class away, in order of seq, and whether each stands. */
export async function listEndsOfClasses(tx: Tx, datasetId: string): Promise<(EndOfClass & { operationId: string })[]> {
  return await tx.$queryRaw`
    WITH RECURSIVE ${fallenActs(datasetId)}
    SELECT o."id" AS "operationId", f."id" IS NULL AS "stands", o."labelClassId",
      (o."detail" -> 'into' ->> 'labelClassId')::uuid AS "intoId"
    FROM "Operation" o LEFT JOIN fallen f ON f."id" = o."id"
    WHERE o."datasetId" = ${datasetId}::uuid AND o."kind" = 'classEdit' AND o."labelClassId" IS NOT NULL
      AND o."detail" ->> 'edit' IN ('merge', 'delete')
    ORDER BY o."seq"`;
}
