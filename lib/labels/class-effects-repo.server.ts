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
 */
export function removalEffects({ datasetId, fromId, intoId }: Removal): Prisma.Sql {
  const from = Prisma.sql`${fromId}::uuid`;
  const into = Prisma.sql`${intoId}::uuid`;
  const moved = Prisma.sql`CASE WHEN "labelClassId" = ${from} THEN ${into} ELSE "labelClassId" END`;
  const entry = (id: Prisma.Sql) => Prisma.sql`jsonb_build_object('labelClassId', ${id}) || "rest"`;
  const stays = Prisma.sql`("labelClassId" <> ${from} OR ${into} IS NOT NULL AND NOT "hasInto")`;
  const decidedAt = Prisma.sql`to_char("decidedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return Prisma.sql`
    WITH touched AS (
      SELECT "sampleId" FROM "Label" WHERE "datasetId" = ${datasetId}::uuid AND "labelClassId" = ${from}
      UNION SELECT "sampleId" FROM "Exclusion" WHERE "datasetId" = ${datasetId}::uuid AND "labelClassId" = ${from}),
    label AS (
      SELECT "sampleId", "labelClassId", bool_or("labelClassId" = ${into}) OVER (PARTITION BY "sampleId") AS "hasInto",
        jsonb_build_object('labelSource', "labelSource", 'operationId', "operationId", 'personId', "personId",
          'decidedAt', ${decidedAt}) AS "rest"
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
    FROM touched LEFT JOIN labels l USING ("sampleId") LEFT JOIN exclusions x USING ("sampleId")`;
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
      WITH label AS (SELECT "sampleId", "labelClassId" FROM "Label"
          WHERE "datasetId" = ${dataset.id}::uuid AND "labelClassId" IN (${fromId}::uuid, ${intoId}::uuid)),
        exclusion AS (SELECT "sampleId", "labelClassId" FROM "Exclusion"
          WHERE "datasetId" = ${dataset.id}::uuid AND "labelClassId" IN (${fromId}::uuid, ${intoId}::uuid))
      SELECT (SELECT count(*)::int FROM exclusion WHERE "labelClassId" = ${fromId}::uuid) AS "exclusionCount",
        (SELECT count(*)::int FROM "Suggestion"
          WHERE "datasetId" = ${dataset.id}::uuid AND "labelClassId" = ${fromId}::uuid) AS "suggestionCount",
        (SELECT (count(*) - count(DISTINCT "sampleId"))::int FROM label) AS "bothCount",
        (SELECT count(DISTINCT l."sampleId")::int FROM label l JOIN exclusion x USING ("sampleId")
          WHERE l."labelClassId" <> x."labelClassId") AS "contradictedCount"`,
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
