import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';

/*
 * A merge of classes may touch 300,000 samples, so it never passes through this process: what it changes is worked out by
 * the database, into the effects of its operation, and the projections follow from those.
 */

type Removal = { datasetId: string; fromId: string; intoId: string | null };

/**
 * The effects of taking a class away from all samples: its labels and exclusions become those of another class, or, with
 * `intoId` null, nothing. A sample that carries both keeps one; a label wins over an exclusion of the same class. A label keeps who decided, when, and by
 * which operation. The query is for insertEffects.
 *
 * Nearly every sample carries that label alone, and thousands share the operation that gave it: their states are built once
 * for each such label. Samples with more to them go the long way.
 */
export function removalEffects({ datasetId, fromId, intoId }: Removal): Prisma.Sql {
  const from = Prisma.sql`${fromId}::uuid`;
  const into = Prisma.sql`${intoId}::uuid`;
  const moved = Prisma.sql`CASE WHEN "labelClassId" = ${from} THEN ${into} ELSE "labelClassId" END`;
  const entry = (id: Prisma.Sql) => Prisma.sql`jsonb_build_object('labelClassId', ${id}) || "rest"`;
  const stays = Prisma.sql`("labelClassId" <> ${from} OR ${into} IS NOT NULL AND NOT "hasInto")`;
  const sharedState = (id: Prisma.Sql) =>
    Prisma.sql`jsonb_build_object('labels', jsonb_build_array(${entry(id)}), 'exclusions', jsonb_build_array())`;
  const decidedAt = Prisma.sql`to_char("decidedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const labelRest = Prisma.sql`jsonb_build_object('labelSource', "labelSource", 'operationId', "operationId",
    'personId', "personId", 'decidedAt', ${decidedAt})`;
  return Prisma.sql`
    WITH own AS MATERIALIZED (
      SELECT * FROM "Label" WHERE "datasetId" = ${datasetId}::uuid AND "labelClassId" = ${from}),
    touched AS MATERIALIZED (
      SELECT own."sampleId" FROM own JOIN "Label" other USING ("sampleId") WHERE other."labelClassId" <> ${from}
      UNION SELECT own."sampleId" FROM own JOIN "Exclusion" other USING ("sampleId")
      UNION SELECT "sampleId" FROM "Exclusion" WHERE "datasetId" = ${datasetId}::uuid AND "labelClassId" = ${from}),
    shared AS (
      SELECT "labelSource", "operationId", "personId", "decidedAt", ${sharedState(from)} AS "before",
        CASE WHEN ${into} IS NOT NULL THEN ${sharedState(into)} END AS "after"
      FROM (SELECT DISTINCT "labelSource", "operationId", "personId", "decidedAt" FROM own) AS kind,
        LATERAL (SELECT ${labelRest} AS "rest") AS made),
    label AS (
      SELECT "sampleId", "labelClassId", bool_or("labelClassId" = ${into}) OVER (PARTITION BY "sampleId") AS "hasInto",
        ${labelRest} AS "rest"
      FROM "Label" JOIN touched USING ("sampleId")),
    labels AS (
      SELECT "sampleId", jsonb_agg(${entry(Prisma.sql`"labelClassId"`)} ORDER BY "labelClassId") AS "before",
        jsonb_agg(${entry(moved)} ORDER BY ${moved}) FILTER (WHERE ${stays}) AS "after",
        bool_or("labelClassId" IN (${from}, ${into})) AND ${into} IS NOT NULL AS "isInto"
      FROM label GROUP BY "sampleId"),
    exclusion AS (
      SELECT "sampleId", "labelClassId", bool_or("labelClassId" = ${into}) OVER (PARTITION BY "sampleId") AS "hasInto",
        jsonb_build_object('operationId', "operationId", 'personId', "personId", 'decidedAt', ${decidedAt}) AS "rest"
      FROM "Exclusion" JOIN touched USING ("sampleId")),
    exclusions AS (
      SELECT "sampleId", jsonb_agg(${entry(Prisma.sql`"labelClassId"`)} ORDER BY "labelClassId") AS "before",
        jsonb_agg(${entry(moved)} ORDER BY ${moved}) FILTER (
          WHERE ${stays} AND NOT (coalesce("isInto", false) AND "labelClassId" IN (${from}, ${into}))) AS "after"
      FROM exclusion LEFT JOIN labels USING ("sampleId") GROUP BY "sampleId")
    SELECT "sampleId",
      jsonb_build_object('labels', coalesce(l."before", '[]'), 'exclusions', coalesce(x."before", '[]')) AS "before",
      CASE WHEN l."after" IS NOT NULL OR x."after" IS NOT NULL THEN
        jsonb_build_object('labels', coalesce(l."after", '[]'), 'exclusions', coalesce(x."after", '[]')) END AS "after"
    FROM touched LEFT JOIN labels l USING ("sampleId") LEFT JOIN exclusions x USING ("sampleId")
    UNION ALL
    SELECT own."sampleId", shared."before", shared."after"
    FROM own JOIN shared USING ("labelSource", "operationId", "personId", "decidedAt")
    WHERE NOT EXISTS (SELECT FROM touched WHERE touched."sampleId" = own."sampleId")`;
}

/** Labels by person, exclusions, suggestions of a class, and what a merge into another would find on the same samples. */
export async function countRemoval(
  tx: Tx,
  dataset: AuthorizedDataset,
  { fromId, intoId }: Omit<Removal, 'datasetId'>,
): Promise<{
  labeledBy: { personName: string; count: number }[];
  exclusionCount: number;
  suggestionCount: number;
  bothCount: number;
  contradictedCount: number;
}> {
  const [labeledBy, rows] = await Promise.all([
    tx.$queryRaw<{ personName: string; count: number }[]>`
      SELECT p."name" AS "personName", count(*)::int AS "count"
      FROM "Label" l JOIN "Person" p ON p."id" = l."personId"
      WHERE l."datasetId" = ${dataset.id}::uuid AND l."labelClassId" = ${fromId}::uuid
      GROUP BY p."id" ORDER BY "count" DESC, p."name"`,
    tx.$queryRaw<{ exclusionCount: number; suggestionCount: number; bothCount: number; contradictedCount: number }[]>`
      WITH entry AS (
          SELECT "sampleId", "labelClassId" = ${fromId}::uuid AS "isFrom", true AS "isLabel" FROM "Label"
          WHERE "datasetId" = ${dataset.id}::uuid AND "labelClassId" IN (${fromId}::uuid, ${intoId}::uuid)
          UNION ALL
          SELECT "sampleId", "labelClassId" = ${fromId}::uuid, false FROM "Exclusion"
          WHERE "datasetId" = ${dataset.id}::uuid AND "labelClassId" IN (${fromId}::uuid, ${intoId}::uuid)),
        sample AS (
          SELECT bool_or("isLabel" AND "isFrom") AS "hasFrom", bool_or("isLabel" AND NOT "isFrom") AS "hasInto",
            bool_or(NOT "isLabel" AND "isFrom") AS "notFrom", bool_or(NOT "isLabel" AND NOT "isFrom") AS "notInto"
          FROM entry GROUP BY "sampleId")
      SELECT count(*) FILTER (WHERE "notFrom")::int AS "exclusionCount",
        (SELECT count(*)::int FROM "Suggestion"
          WHERE "datasetId" = ${dataset.id}::uuid AND "labelClassId" = ${fromId}::uuid) AS "suggestionCount",
        count(*) FILTER (WHERE "hasFrom" AND "hasInto")::int AS "bothCount",
        count(*) FILTER (WHERE "hasFrom" AND "notInto" OR "hasInto" AND "notFrom")::int AS "contradictedCount"
      FROM sample`,
  ]);
  const none = { exclusionCount: 0, suggestionCount: 0, bothCount: 0, contradictedCount: 0 };
  return { labeledBy, ...(rows[0] ?? none) };
}

/** Samples that carry a class, or an exclusion of it, and were touched after a revision; at most `limit`. */
export async function listTouchedAfter(
  tx: Tx,
  seen: { datasetId: string; labelClassId: string; revision: number; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT e."sampleId" AS "id" FROM "Operation" o JOIN "OperationEffect" e ON e."operationId" = o."id"
    WHERE o."datasetId" = ${seen.datasetId}::uuid AND o."seq" > ${seen.revision}
      AND (EXISTS (SELECT FROM "Label" l
          WHERE l."sampleId" = e."sampleId" AND l."labelClassId" = ${seen.labelClassId}::uuid)
        OR EXISTS (SELECT FROM "Exclusion" x
          WHERE x."sampleId" = e."sampleId" AND x."labelClassId" = ${seen.labelClassId}::uuid))
    ORDER BY 1 LIMIT ${seen.limit}`;
  return rows.map((row) => row.id);
}
