import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { MetadataKind } from '@/lib/samples/metadata';
import { METADATA_VALUE_LENGTH } from '@/lib/samples/metadata';

/** A field that the imports of a dataset brought. */
export type MetadataField = { id: number; name: string; kind: MetadataKind; valueCount: number };

type Scope = { datasetId: string; importId: string };
type CountedField = { id: number; kind: MetadataKind; formerKind: MetadataKind | null };

/**
 * Enters what an import brought: the fields of its metadata, each read as numbers, dates or categories by what nearly all
 * of its values are, and the values by sample. A field that is read otherwise from now on is entered anew.
 */
export async function enterMetadata(tx: Tx, scope: Scope): Promise<void> {
  const fields = await countFields(tx, scope);
  const listed = fields.filter(({ kind }) => kind !== 'text');
  const known = listed.filter(({ kind, formerKind }) => kind === formerKind).map(({ id }) => id);
  const changed = fields.filter(({ kind, formerKind }) => formerKind !== null && kind !== formerKind);
  const anew = listed.filter(({ kind, formerKind }) => kind !== formerKind).map(({ id }) => id);
  if (changed.length > 0) {
    const ids = changed.map(({ id }) => id);
    await tx.$executeRaw`DELETE FROM "MetadataValue" WHERE "fieldId" = ANY(${ids}::int[])`;
  }
  await insertValues(tx, known, Prisma.sql`o."importId" = ${scope.importId}::uuid`);
  await insertValues(tx, anew, Prisma.sql`o."datasetId" = ${scope.datasetId}::uuid`);
}

/** The fields of a dataset by name. */
export async function listFields(tx: Tx, datasetId: string): Promise<MetadataField[]> {
  return tx.metadataField.findMany({
    where: { datasetId },
    select: { id: true, name: true, kind: true, valueCount: true },
    orderBy: { name: 'asc' },
  });
}

const VALUES = Prisma.sql`
  "SampleOrigin" o CROSS JOIN LATERAL jsonb_each_text(o."metadata") m`;
const IS_VALUE = Prisma.sql`jsonb_typeof(o."metadata") = 'object' AND btrim(m.value) <> ''`;

/** Adds the import's values to the counts of their fields; answers the kind of each, before and after. */
async function countFields(tx: Tx, { datasetId, importId }: Scope): Promise<CountedField[]> {
  return tx.$queryRaw<CountedField[]>`
    WITH former AS (SELECT "name", "kind" FROM "MetadataField" WHERE "datasetId" = ${datasetId}::uuid),
    counted AS (
      SELECT m.key AS "name", count(*)::int AS "valueCount", count("readNumber"(m.value))::int AS "numberCount",
        count("readDate"(m.value))::int AS "dateCount", count(DISTINCT left(m.value, ${METADATA_VALUE_LENGTH}))::int AS "distinctCount"
      FROM ${VALUES} WHERE o."importId" = ${importId}::uuid AND ${IS_VALUE} GROUP BY m.key),
    entered AS (
      INSERT INTO "MetadataField" AS f ("datasetId", "name", "kind", "valueCount", "numberCount", "dateCount", "distinctCount")
      SELECT ${datasetId}::uuid, "name", "metadataKind"("valueCount", "numberCount", "dateCount", "distinctCount"),
        "valueCount", "numberCount", "dateCount", "distinctCount" FROM counted
      ON CONFLICT ("datasetId", "name") DO UPDATE SET
        "kind" = "metadataKind"(f."valueCount" + EXCLUDED."valueCount", f."numberCount" + EXCLUDED."numberCount", f."dateCount" + EXCLUDED."dateCount", greatest(f."distinctCount", EXCLUDED."distinctCount")),
        "valueCount" = f."valueCount" + EXCLUDED."valueCount", "numberCount" = f."numberCount" + EXCLUDED."numberCount", "dateCount" = f."dateCount" + EXCLUDED."dateCount",
        "distinctCount" = greatest(f."distinctCount", EXCLUDED."distinctCount")
      RETURNING "id", "name", "kind")
    SELECT entered."id", entered."kind"::text AS "kind", former."kind"::text AS "formerKind"
    FROM entered LEFT JOIN former USING ("name")`;
}

async function insertValues(tx: Tx, fieldIds: readonly number[], which: Prisma.Sql): Promise<void> {
  if (fieldIds.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "MetadataValue" ("fieldId", "sampleId", "text", "number")
    SELECT f."id", o."sampleId", left(m.value, ${METADATA_VALUE_LENGTH}),
      CASE f."kind" WHEN 'number' THEN "readNumber"(m.value) WHEN 'date' THEN "readDate"(m.value) END
    FROM ${VALUES} JOIN "MetadataField" f ON f."datasetId" = o."datasetId" AND f."name" = m.key
    WHERE ${which} AND f."id" = ANY(${[...fieldIds]}::int[]) AND ${IS_VALUE}
    ON CONFLICT DO NOTHING`;
}
