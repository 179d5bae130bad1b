import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { LabeledSample } from '@/lib/versions/diff';

/** How many live samples carry another label now (or none, or a first one) than in the newest frozen version. */
export async function countSinceNewest(tx: Tx, dataset: AuthorizedDataset): Promise<number> {
  const newest = await tx.datasetVersion.findFirst({
    where: { datasetId: dataset.id, status: 'frozen' },
    orderBy: { number: 'desc' },
    select: { revision: true },
  });
  // Without a version every label is new, and those are counted already.
  if (newest === null) return (await getProgress(tx, dataset)).labeledCount;
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM (
      SELECT DISTINCT ON (e."sampleId") e."sampleId", e."before"
      FROM "Operation" o JOIN "OperationEffect" e ON e."operationId" = o."id"
      WHERE o."datasetId" = ${dataset.id}::uuid AND o."seq" > ${newest.revision}
      ORDER BY e."sampleId", o."seq") first
    JOIN "Sample" s ON s."id" = first."sampleId" AND s."deletedAt" IS NULL
    WHERE (
      SELECT array_agg(l ->> 'labelClassId' ORDER BY l ->> 'labelClassId') FROM jsonb_array_elements(first."before" -> 'labels') AS l
    ) IS DISTINCT FROM (
      SELECT array_agg("labelClassId"::text ORDER BY "labelClassId"::text) FROM "Label" WHERE "sampleId" = s."id")`;
  return rows[0]?.count ?? 0;
}

const PAGE_SIZE = 5_000;

/** The present classes of every live sample, in ascending order of id, read page by page. */
export async function* readLabelsNow(tx: Tx, dataset: AuthorizedDataset): AsyncGenerator<LabeledSample> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await tx.$queryRaw<LabeledSample[]>`
      SELECT s."id" AS "sampleId", ARRAY(
        SELECT "labelClassId" FROM "Label" WHERE "sampleId" = s."id" ORDER BY "labelClassId") AS "labelClassIds"
      FROM "Sample" s
      WHERE s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NULL AND s."id" > ${after}::uuid
      ORDER BY s."id" LIMIT ${PAGE_SIZE}`;
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_SIZE) return;
    after = last.sampleId;
  }
}

/** Present names and slots of classes, also of such that a dataset no longer lists. */
export async function readClassNames(
  tx: Tx,
  dataset: AuthorizedDataset,
): Promise<{ labelClassId: string; name: string; slot: number }[]> {
  const rows = await tx.labelClass.findMany({
    where: { datasetId: dataset.id },
    orderBy: [{ position: 'asc' }, { slot: 'asc' }],
    select: { id: true, name: true, slot: true },
  });
  return rows.map(({ id, name, slot }) => ({ labelClassId: id, name, slot }));
}
