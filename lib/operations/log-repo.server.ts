import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { OperationSummary, SampleState } from '@/lib/operations/operation';

type SummaryRow = Omit<OperationSummary, 'seq' | 'labelClass' | 'revertsSeq' | 'createdAt'> & {
  seq: bigint;
  labelClassId: string | null;
  labelClassName: string | null;
  labelClassSlot: number | null;
  revertsSeq: bigint | null;
  createdAt: Date;
};

// An operation counts as reverted while an odd number of reverts stands above it: a redo brings it back.
const summary = Prisma.sql`
  SELECT o."id", o."seq", o."kind"::text AS "kind", p."name" AS "personName",
    o."labelClassId", c."name" AS "labelClassName", c."slot" AS "labelClassSlot",
    o."groupSource"::text AS "groupSource", o."groupId", o."groupTitle",
    o."sampleCount", o."excludedCount", o."beyondCount", o."conflictCount",
    b."seq" AS "revertsSeq", o."createdAt",
    (WITH RECURSIVE above AS (
        SELECT o."id" AS "id", 0 AS "height"
        UNION ALL
        SELECT r."id", above."height" + 1 FROM above JOIN "Operation" r ON r."revertsId" = above."id")
      SELECT max("height") % 2 = 1 FROM above) AS "reverted",
    CASE WHEN o."revertsId" IS NULL THEN NULL ELSE
      (WITH RECURSIVE below AS (
          SELECT o."revertsId" AS "nextId", o."kind"::text AS "kind", o."sampleCount" AS "sampleCount", 0 AS "height"
          UNION ALL
          SELECT d."revertsId", d."kind"::text, d."sampleCount", below."height" + 1
          FROM below JOIN "Operation" d ON d."id" = below."nextId")
        SELECT json_build_object('kind', "kind", 'sampleCount', "sampleCount", 'revertCount', "height")
        FROM below ORDER BY "height" DESC LIMIT 1) END AS "original"
  FROM "Operation" o
  JOIN "Person" p ON p."id" = o."personId"
  LEFT JOIN "LabelClass" c ON c."id" = o."labelClassId"
  LEFT JOIN "Operation" b ON b."id" = o."revertsId"`;

function toSummary(row: SummaryRow): OperationSummary {
  const { labelClassId, labelClassName, labelClassSlot, seq, revertsSeq, createdAt, ...rest } = row;
  const hasClass = labelClassId !== null && labelClassName !== null && labelClassSlot !== null;
  return {
    ...rest,
    seq: Number(seq),
    labelClass: hasClass ? { id: labelClassId, name: labelClassName, slot: labelClassSlot } : null,
    revertsSeq: revertsSeq === null ? null : Number(revertsSeq),
    createdAt: createdAt.toISOString(),
  };
}

/** One operation as lists show it. Throws NotFound. */
export async function readOperation(tx: Tx, operationId: string): Promise<OperationSummary> {
  const rows = await tx.$queryRaw<SummaryRow[]>`${summary} WHERE o."id" = ${operationId}::uuid`;
  const row = rows[0];
  if (row === undefined) throw new NotFound('operation', operationId);
  return toSummary(row);
}

export type OperationPage = { operations: OperationSummary[]; nextCursor: string | null };

/** A dataset's operations, newest first; `after` is the seq of the last one seen. */
export async function listOperations(
  tx: Tx,
  page: { datasetId: string; limit: number; after: number | null },
): Promise<OperationPage> {
  const before = page.after === null ? Prisma.empty : Prisma.sql`AND o."seq" < ${page.after}`;
  const rows = await tx.$queryRaw<SummaryRow[]>`
    ${summary} WHERE o."datasetId" = ${page.datasetId}::uuid ${before} ORDER BY o."seq" DESC LIMIT ${page.limit + 1}`;
  const operations = rows.slice(0, page.limit).map(toSummary);
  const last = operations.at(-1);
  return { operations, nextCursor: rows.length > page.limit && last !== undefined ? String(last.seq) : null };
}

export type SampleOperation = OperationSummary & { before: SampleState | null; after: SampleState | null };

/** What happened to one sample, newest first: every operation that touched it, with the state before and after. */
export async function listSampleOperations(tx: Tx, sampleId: string): Promise<SampleOperation[]> {
  const effects = await tx.operationEffect.findMany({ where: { sampleId } });
  const byOperation = new Map(effects.map((effect) => [effect.operationId, effect]));
  const rows = await tx.$queryRaw<SummaryRow[]>`
    ${summary} WHERE o."id" = ANY(${[...byOperation.keys()]}::uuid[]) ORDER BY o."seq" DESC`;
  return rows.map((row) => {
    const effect = byOperation.get(row.id);
    return {
      ...toSummary(row),
      before: (effect?.before ?? null) as SampleState | null,
      after: (effect?.after ?? null) as SampleState | null,
    };
  });
}
