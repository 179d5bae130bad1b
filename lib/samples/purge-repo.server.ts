import { purgeDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { releaseBlobsOf } from '@/lib/storage/repo.server';

const BATCH = 5_000;

/** Removes samples that were deleted before a time for good, a batch at a time; answers how many went, 0 at the end. */
export async function purgeSamples(tx: Tx, deletedBefore: Date): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Sample" WHERE "deletedAt" < ${deletedBefore} ORDER BY "id" LIMIT ${BATCH} FOR UPDATE`;
  return removeSamples(
    tx,
    rows.map((row) => row.id),
  );
}

/** Removes samples of a deleted dataset for good, a batch at a time; answers how many went, 0 at the end. */
export async function purgeSamplesOf(tx: Tx, datasetId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Sample" WHERE "datasetId" = ${datasetId}::uuid ORDER BY "id" LIMIT ${BATCH} FOR UPDATE`;
  return removeSamples(
    tx,
    rows.map((row) => row.id),
  );
}

/** Removes what is left of a deleted dataset; answers the ids of its exports, whose files can go. */
export async function purgeEmptyDataset(tx: Tx, datasetId: string): Promise<string[]> {
  await releaseBlobsOf(
    tx,
    Prisma.sql`SELECT b."hash" FROM "VersionBlob" b JOIN "DatasetVersion" v ON v."id" = b."versionId"
      WHERE v."datasetId" = ${datasetId}::uuid`,
  );
  const exports = await tx.export.findMany({ where: { version: { datasetId } }, select: { id: true } });
  await purgeDataset(tx, datasetId);
  return exports.map((row) => row.id);
}

/** Removes imports that were deleted before a time, with their origins; samples that are left belong to other imports. */
export async function purgeImports(tx: Tx, deletedBefore: Date): Promise<number> {
  const { count } = await tx.import.deleteMany({ where: { deletedAt: { lt: deletedBefore } } });
  return count;
}

/** Which of these are ids of datasets that are not deleted. */
export async function listLiveDatasets(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Dataset" WHERE id::text = ANY (${[...ids]}::text[]) AND "deletedAt" IS NULL`;
  return new Set(rows.map(({ id }) => id));
}

/** True while an import writes payload files that no row counts yet. */
export async function isImporting(tx: Tx): Promise<boolean> {
  return (await tx.import.findFirst({ where: { status: 'running' }, select: { id: true } })) !== null;
}

/** References go first, rows second: labels, effects, embeddings and memberships leave with their sample. */
async function removeSamples(tx: Tx, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  await releaseBlobsOf(
    tx,
    Prisma.sql`
      SELECT unnest(ARRAY[s."payloadHash", s."viewHash", s."thumbHash"]) AS "hash" FROM "Sample" s
      WHERE s."id" = ANY(${ids}::uuid[]) AND s."viewHash" IS NOT NULL`,
  );
  const { count } = await tx.sample.deleteMany({ where: { id: { in: ids } } });
  return count;
}
