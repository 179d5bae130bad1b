import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { OperationSummary, SampleState } from '@/lib/operations/operation';
import {
  GLIMPSE_SIZE,
  type GlimpsedSample,
  type LogCounts,
  type LogFilter,
  type LoggedOperation,
  type OperationPage,
} from '@/lib/operations/operation-log';

// What took it back, whatever came of that since.
const takers = Prisma.sql`
  SELECT r."revertsId" AS "operationId", r."id", r."seq"::int AS "seq", p."name" AS "personName", r."createdAt"
  FROM "Operation" r JOIN "Person" p ON p."id" = r."personId"`;

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
    b."seq" AS "revertsSeq", o."note", o."detail", o."createdAt",
    CASE WHEN a."upperCount" IS NULL THEN NULL ELSE json_build_object('populationCount', a."populationCount",
      'lowerCount', a."lowerCount", 'upperCount', a."upperCount") END AS "audit",
    (WITH RECURSIVE above AS (
        SELECT o."id" AS "id", 0 AS "height"
        UNION ALL
        SELECT r."id", above."height" + 1 FROM above JOIN "Operation" r ON r."revertsId" = above."id")
      SELECT max("height") % 2 = 1 FROM above) AS "reverted",
    CASE WHEN o."revertsId" IS NULL THEN NULL ELSE
      (WITH RECURSIVE below AS (
          SELECT o."revertsId" AS "nextId", o."kind"::text AS "kind", o."sampleCount" AS "sampleCount", o."detail", 0 AS "height"
          UNION ALL
          SELECT d."revertsId", d."kind"::text, d."sampleCount", d."detail", below."height" + 1
          FROM below JOIN "Operation" d ON d."id" = below."nextId")
        SELECT json_build_object('kind', "kind", 'sampleCount', "sampleCount", 'revertCount', "height", 'detail', "detail")
        FROM below ORDER BY "height" DESC LIMIT 1) END AS "original"
  FROM "Operation" o
  JOIN "Person" p ON p."id" = o."personId"
  LEFT JOIN "LabelClass" c ON c."id" = o."labelClassId"
  LEFT JOIN "Operation" b ON b."id" = o."revertsId"
  LEFT JOIN "Audit" a ON a."id" = o."auditId"`;

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

/** One operation as the log lists it. Throws NotFound. */
export async function readLogged(tx: Tx, operationId: string): Promise<LoggedOperation> {
  const [logged] = await addGlimpses(tx, [await readOperation(tx, operationId)]);
  if (logged === undefined) throw new NotFound('operation', operationId);
  return logged;
}

async function addGlimpses(tx: Tx, operations: readonly OperationSummary[]): Promise<LoggedOperation[]> {
  const ids = operations.map(({ id }) => id);
  const samples = await readFirstSamples(tx, ids);
  type Taker = { operationId: string; id: string; seq: number; personName: string; createdAt: Date };
  const rows = await tx.$queryRaw<Taker[]>`
    ${takers} WHERE r."revertsId" = ANY(${ids}::uuid[])`;
  const takenBack = new Map(
    rows.map(({ operationId, createdAt, ...by }) => [operationId, { ...by, createdAt: createdAt.toISOString() }]),
  );
  return operations.map((operation) => ({
    ...operation,
    samples: samples.get(operation.id) ?? [],
    takenBackBy: operation.reverted ? (takenBack.get(operation.id) ?? null) : null,
  }));
}

/** The operations that a filter lets through, for o of "Operation". */
function matching(datasetId: string, filter: LogFilter): Prisma.Sql {
  const { person, class: labelClassId, kind, source, from, to, q } = filter;
  const conditions = [Prisma.sql`o."datasetId" = ${datasetId}::uuid`];
  if (person !== undefined) conditions.push(Prisma.sql`o."personId" = ${person}::uuid`);
  if (labelClassId !== undefined) conditions.push(Prisma.sql`o."labelClassId" = ${labelClassId}::uuid`);
  if (kind !== undefined) conditions.push(Prisma.sql`o."kind" = ${kind}::"OperationKind"`);
  if (source === 'import') conditions.push(Prisma.sql`o."kind" = 'import'`);
  else if (source === 'single') {
    conditions.push(Prisma.sql`o."groupSource" IS NULL AND o."kind" IN ('accept', 'label', 'exclude', 'clear')`);
  } else if (source !== undefined) conditions.push(Prisma.sql`o."groupSource" = ${source}::"GroupSource"`);
  if (from !== undefined) conditions.push(Prisma.sql`o."createdAt" >= ${from}::timestamptz`);
  if (to !== undefined) conditions.push(Prisma.sql`o."createdAt" < ${to}::timestamptz`);
  if (q !== undefined && q !== '') {
    const pattern = `%${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    conditions.push(Prisma.sql`(o."note" ILIKE ${pattern} OR o."groupTitle" ILIKE ${pattern}
      OR o."detail" ->> 'note' ILIKE ${pattern} OR o."detail" ->> 'name' ILIKE ${pattern})`);
  }
  return Prisma.join(conditions, ' AND ');
}

/** A dataset's operations that match, newest first; `after` is the seq of the last one seen. */
export async function listOperations(
  tx: Tx,
  page: { datasetId: string; limit: number; after: number | null; filter?: LogFilter },
): Promise<OperationPage> {
  const before = page.after === null ? Prisma.empty : Prisma.sql`AND o."seq" < ${page.after}`;
  const rows = await tx.$queryRaw<SummaryRow[]>`
    ${summary} WHERE ${matching(page.datasetId, page.filter ?? {})} ${before} ORDER BY o."seq" DESC LIMIT ${page.limit + 1}`;
  const found = rows.slice(0, page.limit).map(toSummary);
  const operations = await addGlimpses(tx, found);
  const last = operations.at(-1);
  return { operations, nextCursor: rows.length > page.limit && last !== undefined ? String(last.seq) : null };
}

/** The first samples of each operation that are not deleted, for a glimpse. */
async function readFirstSamples(tx: Tx, operationIds: readonly string[]): Promise<Map<string, GlimpsedSample[]>> {
  const rows = await tx.$queryRaw<(GlimpsedSample & { operationId: string })[]>`
    SELECT o."id" AS "operationId", s."id", s."preview"
    FROM unnest(${[...operationIds]}::uuid[]) AS o("id"), LATERAL (
      SELECT "sampleId" FROM "OperationEffect" WHERE "operationId" = o."id" ORDER BY "sampleId" LIMIT ${GLIMPSE_SIZE}) e
    JOIN "Sample" s ON s."id" = e."sampleId" AND s."deletedAt" IS NULL
    ORDER BY s."id"`;
  const byOperation = new Map<string, GlimpsedSample[]>();
  for (const { operationId, ...sample } of rows) {
    byOperation.set(operationId, [...(byOperation.get(operationId) ?? []), sample]);
  }
  return byOperation;
}

/** How many operations match, who has acted in the dataset, and the classes that are gone from it. Effects are not looked at. */
export async function countOperations(tx: Tx, datasetId: string, filter: LogFilter): Promise<LogCounts> {
  const counts = await tx.$queryRaw<{ matchedCount: number; totalCount: number }[]>`
    SELECT (SELECT count(*)::int FROM "Operation" o WHERE ${matching(datasetId, filter)}) AS "matchedCount",
      (SELECT "revision"::int FROM "Dataset" WHERE "id" = ${datasetId}::uuid) AS "totalCount"`;
  const people = await tx.$queryRaw<LogCounts['people']>`
    SELECT p."id", p."name" FROM "Person" p
    WHERE EXISTS (SELECT FROM "Operation" o WHERE o."datasetId" = ${datasetId}::uuid AND o."personId" = p."id")
    ORDER BY p."name"`;
  const goneClasses = await tx.labelClass.findMany({
    where: { datasetId, deletedAt: { not: null } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  });
  const { matchedCount = 0, totalCount = 0 } = counts[0] ?? {};
  return { matchedCount, totalCount, people, goneClasses };
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
