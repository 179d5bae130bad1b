import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { LabelCountChange } from '@/lib/labels/count-change';
import type { SampleState } from '@/lib/operations/operation';

/*
 * Acts too large to pass through this process: their effects are in the log already, and labels and counters follow from
 * there.
 */

/** Brings Label and Exclusion to the states after the effects of an operation. */
export async function projectEffects(tx: Tx, datasetId: string, operationId: string): Promise<void> {
  const ofOperation = Prisma.sql`e."operationId" = ${operationId}::uuid`;
  await tx.$executeRaw`
    DELETE FROM "Label" l USING "OperationEffect" e
    WHERE ${ofOperation} AND l."sampleId" = e."sampleId" AND ${isNotIn('labels', 'l')}`;
  await tx.$executeRaw`
    INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
    SELECT e."sampleId", a."labelClassId", ${datasetId}::uuid, a."labelSource", a."operationId", a."personId", a."decidedAt"
    FROM "OperationEffect" e, jsonb_to_recordset(e."after" -> 'labels') AS a("labelClassId" uuid,
      "labelSource" "LabelSource", "operationId" uuid, "personId" uuid, "decidedAt" timestamptz)
    WHERE ${ofOperation} ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    DELETE FROM "Exclusion" x USING "OperationEffect" e
    WHERE ${ofOperation} AND x."sampleId" = e."sampleId" AND ${isNotIn('exclusions', 'x')}`;
  await tx.$executeRaw`
    INSERT INTO "Exclusion" ("sampleId", "labelClassId", "datasetId", "operationId", "personId", "decidedAt")
    SELECT e."sampleId", a."labelClassId", ${datasetId}::uuid, a."operationId", a."personId", a."decidedAt"
    FROM "OperationEffect" e, jsonb_to_recordset(e."after" -> 'exclusions') AS a("labelClassId" uuid,
      "operationId" uuid, "personId" uuid, "decidedAt" timestamptz)
    WHERE ${ofOperation} ON CONFLICT DO NOTHING`;
}

/**
 * Whether the state after effect e holds no such entry as row `of`. A condition, not a join: so the planner looks the rows of
 * some thousand samples up by their key, where a subquery made it read all labels there are.
 */
function isNotIn(kind: keyof SampleState, of: 'l' | 'x'): Prisma.Sql {
  const row = Prisma.raw(of);
  return Prisma.sql`NOT coalesce(e."after" -> ${kind} @> jsonb_build_array(
      jsonb_build_object('labelClassId', ${row}."labelClassId", 'operationId', ${row}."operationId")), false)`;
}

/**
 * What the effects of an operation add to the counters; samples that are deleted do not count. Thousands of samples go from
 * the same state to the same state, so labels are looked at once for each such pair.
 */
export async function sumEffectCounts(tx: Tx, operationId: string): Promise<LabelCountChange> {
  const rows = await tx.$queryRaw<{ labelClassId: string | null; count: number }[]>`
    WITH change AS MATERIALIZED (
      SELECT e."before" -> 'labels' AS "before", e."after" -> 'labels' AS "after", count(*) AS "count"
      FROM "OperationEffect" e JOIN "Sample" s ON s."id" = e."sampleId" AND s."deletedAt" IS NULL
      WHERE e."operationId" = ${operationId}::uuid GROUP BY 1, 2),
    part AS (
      SELECT NULL::uuid AS "labelClassId", "count" * ((coalesce(jsonb_array_length("after"), 0) > 0)::int
        - (coalesce(jsonb_array_length("before"), 0) > 0)::int) AS "by" FROM change
      UNION ALL
      SELECT (l ->> 'labelClassId')::uuid, -"count" FROM change, jsonb_array_elements("before") AS l
      UNION ALL
      SELECT (l ->> 'labelClassId')::uuid, "count" FROM change, jsonb_array_elements("after") AS l)
    SELECT "labelClassId", sum("by")::int AS "count" FROM part GROUP BY "labelClassId" HAVING sum("by") <> 0`;
  const classes = rows.flatMap(({ labelClassId, count }) =>
    labelClassId === null ? [] : [{ labelClassId, labelCount: count }],
  );
  return { labeledCount: rows.find(({ labelClassId }) => labelClassId === null)?.count ?? 0, classes };
}
