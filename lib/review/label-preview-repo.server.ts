import type { Tx } from '@/lib/db/client.server';
import type { LabelPreview } from '@/lib/review/label-preview';

/** Labels of some samples by class, source and person, most first, and how many samples carry any; each standing for `every`. */
export async function countLabelsOf(
  tx: Tx,
  sampleIds: readonly string[],
  every: number,
): Promise<Pick<LabelPreview, 'labels' | 'labeledCount'>> {
  const ids = [...sampleIds];
  const [labels, [counted]] = await Promise.all([
    tx.$queryRaw<LabelPreview['labels']>`
      SELECT l."labelClassId", l."labelSource"::text AS "labelSource", p."name" AS "personName", count(*)::int * ${every}::int AS "count"
      FROM unnest(${ids}::uuid[]) AS s("id") JOIN "Label" l ON l."sampleId" = s."id" JOIN "Person" p ON p."id" = l."personId"
      GROUP BY 1, 2, 3 ORDER BY "count" DESC, 3, 1`,
    tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int * ${every}::int AS "count" FROM unnest(${ids}::uuid[]) AS s("id")
      WHERE EXISTS (SELECT FROM "Label" l WHERE l."sampleId" = s."id")`,
  ]);
  return { labels, labeledCount: counted?.count ?? 0 };
}
