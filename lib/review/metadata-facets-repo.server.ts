import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { idList } from '@/lib/db/list-value.server';
import type { Selection } from '@/lib/review/facet-selection-repo.server';
import { escapePattern } from '@/lib/review/word-query';
import { listFields, type MetadataField } from '@/lib/samples/metadata-repo.server';
import type { MetadataFacet } from '@/lib/samples/sample';

/** Values of a category that are shown; the others are found by typing. */
const VALUE_LIMIT = 12;
const BIN_COUNT = 20;
const FIELD_LIMIT = 40;

type Drawn = { values: Selection; ranges: Selection };

/** What the fields of metadata hold among some samples: categories by their most frequent values, numbers and dates in 20 bins. */
export async function countMetadata(tx: Tx, dataset: AuthorizedDataset, drawn: Drawn): Promise<MetadataFacet[]> {
  const fields = (await listFields(tx, dataset.id)).filter(({ kind }) => kind !== 'text').slice(0, FIELD_LIMIT);
  if (fields.length === 0) return [];
  const categories = fields.filter(({ kind }) => kind === 'category');
  const measured = fields.filter(({ kind }) => kind !== 'category');
  const [values, bins] = await Promise.all([
    countValues(tx, categories, drawn.values),
    countBins(tx, measured, drawn.ranges),
  ]);
  return fields.flatMap(({ id, name, kind }): MetadataFacet[] => {
    if (kind !== 'number' && kind !== 'date') {
      const own = values.filter(({ fieldId }) => fieldId === id);
      const shown = own.slice(0, VALUE_LIMIT).map(({ value, count }) => ({ value, count }));
      return own.length === 0 ? [] : [{ name, kind: 'category', values: shown, hasMore: own.length > VALUE_LIMIT }];
    }
    const own = bins.get(id);
    return own === undefined ? [] : [{ name, kind, ...own }];
  });
}

type ValueRow = { fieldId: number; value: string; count: number };

async function countValues(tx: Tx, fields: readonly MetadataField[], drawn: Selection): Promise<ValueRow[]> {
  const ids = fields.map(({ id }) => id);
  return tx.$queryRaw<ValueRow[]>`
    SELECT "fieldId", "value", "count" * ${drawn.every}::int AS "count" FROM (
      SELECT v."fieldId", v."text" AS "value", count(*)::int AS "count",
        row_number() OVER (PARTITION BY v."fieldId" ORDER BY count(*) DESC, v."text") AS "place"
      FROM unnest(${idList(drawn.ids)}) AS s("id") JOIN "MetadataValue" v ON v."sampleId" = s."id"
      WHERE v."fieldId" = ANY(${ids}::int[]) GROUP BY v."fieldId", v."text") AS counted
    WHERE "place" <= ${VALUE_LIMIT + 1} ORDER BY "fieldId", "place"`;
}

type Bins = { minimum: number; maximum: number; bins: number[] };

/** Bins reach from the smallest to the largest value of the whole dataset, so that they stand still while filters change. */
async function countBins(tx: Tx, fields: readonly MetadataField[], drawn: Selection): Promise<Map<number, Bins>> {
  const ids = fields.map(({ id }) => id);
  const rows = await tx.$queryRaw<{ fieldId: number; minimum: number; maximum: number; bin: number; count: number }[]>`
    WITH ends AS MATERIALIZED (
      SELECT f.id,
        (SELECT "number" FROM "MetadataValue" WHERE "fieldId" = f.id AND "number" IS NOT NULL ORDER BY "number" LIMIT 1) AS "minimum",
        (SELECT "number" FROM "MetadataValue" WHERE "fieldId" = f.id AND "number" IS NOT NULL ORDER BY "number" DESC LIMIT 1) AS "maximum"
      FROM unnest(${ids}::int[]) AS f(id))
    SELECT ends.id AS "fieldId", ends."minimum", ends."maximum", counted."bin", counted."count"
    FROM ends LEFT JOIN LATERAL (
      SELECT CASE WHEN ends."maximum" = ends."minimum" THEN 1
          ELSE least(${BIN_COUNT}::int, width_bucket(v."number", ends."minimum", ends."maximum", ${BIN_COUNT}::int)) END AS "bin",
        count(*)::int * ${drawn.every}::int AS "count"
      FROM unnest(${idList(drawn.ids)}) AS s("id")
      JOIN "MetadataValue" v ON v."sampleId" = s."id" AND v."fieldId" = ends.id
      WHERE v."number" IS NOT NULL GROUP BY 1) AS counted ON true
    WHERE ends."minimum" IS NOT NULL`;
  const found = new Map<number, Bins>();
  for (const { fieldId, minimum, maximum, bin, count } of rows) {
    const own = found.get(fieldId) ?? { minimum, maximum, bins: new Array<number>(BIN_COUNT).fill(0) };
    if (bin !== null && count !== null) own.bins[bin - 1] = count;
    found.set(fieldId, own);
  }
  return found;
}

/** Values of a category that contain some letters, most frequent in the dataset first. */
export async function listValues(
  tx: Tx,
  dataset: AuthorizedDataset,
  { field, q, limit }: { field: string; q: string; limit: number },
): Promise<{ value: string; count: number }[]> {
  return tx.$queryRaw<{ value: string; count: number }[]>`
    SELECT v."text" AS "value", count(*)::int AS "count"
    FROM "MetadataField" f JOIN "MetadataValue" v ON v."fieldId" = f."id"
    WHERE f."datasetId" = ${dataset.id}::uuid AND f."name" = ${field} AND v."text" ILIKE ${`%${escapePattern(q)}%`}
    GROUP BY v."text" ORDER BY count(*) DESC, v."text" LIMIT ${limit}`;
}
