import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { DeletedSamples } from '@/lib/samples/sample';

/** Acts that are listed, and samples that are shown of each. */
const ACT_LIMIT = 100;
const SHOWN_LIMIT = 100;

/** Samples "Sample" s of a dataset that were deleted by themselves: those of a deleted import come back with it. */
export function deletedAlone(dataset: AuthorizedDataset): Prisma.Sql {
  return Prisma.sql`s."datasetId" = ${dataset.id}::uuid AND s."deletedAt" IS NOT NULL AND s."deletedAt" NOT IN (
    SELECT i."deletedAt" FROM "Import" i WHERE i."datasetId" = ${dataset.id}::uuid AND i."deletedAt" IS NOT NULL)`;
}

/** What was deleted and can still be brought back, the newest act first: 100 acts, and the first 100 samples of each. */
export async function listDeleted(tx: Tx, dataset: AuthorizedDataset): Promise<DeletedSamples> {
  const [total] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Sample" s WHERE ${deletedAlone(dataset)}`;
  const acts = await tx.$queryRaw<(Omit<DeletedSamples['acts'][number], 'deletedAt'> & { deletedAt: Date })[]>`
    WITH gone AS (
      SELECT s."id", s."preview", s."deletedAt", p."name" AS "personName",
        row_number() OVER (PARTITION BY s."deletedAt" ORDER BY s."id") AS "place"
      FROM "Sample" s LEFT JOIN "Person" p ON p."id" = s."deletedById" WHERE ${deletedAlone(dataset)})
    SELECT "deletedAt", max("personName") AS "personName", count(*)::int AS "count",
      jsonb_agg(jsonb_build_object('id', "id", 'preview', "preview") ORDER BY "id")
        FILTER (WHERE "place" <= ${SHOWN_LIMIT}) AS "samples"
    FROM gone GROUP BY "deletedAt" ORDER BY "deletedAt" DESC LIMIT ${ACT_LIMIT}`;
  return {
    totalCount: total?.count ?? 0,
    acts: acts.map((act) => ({ ...act, deletedAt: act.deletedAt.toISOString() })),
  };
}
