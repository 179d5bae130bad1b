import { v7 as uuidv7 } from 'uuid';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { DatasetSummary, Modality, Progress } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import type { Dataset } from '@/lib/db/generated/client';
import { Conflict, NotFound } from '@/lib/errors';

/** Days during which a deleted dataset, import or sample can be brought back. */
export const RESTORABLE_DAYS = 30;

/** What an act adds to the counters of a dataset; numbers may be negative. */
export type CountChange = {
  /** Live samples. */
  sampleCount?: number;
  /** Live samples with a label. */
  labeledCount?: number;
  /** Labels of live samples, by class. */
  classes?: Iterable<ClassCount>;
};

type ClassCount = { labelClassId: string; labelCount: number };

/** Makes an empty dataset; the name need not be unique. */
export async function createDataset(
  tx: Tx,
  dataset: { name: string; modality: Modality; isMultiLabel?: boolean | undefined },
): Promise<DatasetSummary> {
  const { isMultiLabel = false, ...rest } = dataset;
  return summarizeDataset(await tx.dataset.create({ data: { id: uuidv7(), ...rest, isMultiLabel } }));
}

/** One dataset. Throws NotFound when it has been purged meanwhile. */
export async function getDataset(tx: Tx, dataset: AuthorizedDataset): Promise<DatasetSummary> {
  const row = await tx.dataset.findUnique({ where: { id: dataset.id } });
  if (row === null) throw new NotFound('dataset', dataset.id);
  return summarizeDataset(row);
}

/** The counters that every screen shows, and the seq of the newest operation. */
export async function getProgress(tx: Tx, dataset: AuthorizedDataset): Promise<Progress> {
  const { sampleCount, labeledCount, revision } = await getDataset(tx, dataset);
  return { sampleCount, labeledCount, revision };
}

/** Gives a dataset another name. */
export async function renameDataset(tx: Tx, dataset: AuthorizedDataset, name: string): Promise<DatasetSummary> {
  return summarizeDataset(
    await tx.dataset.update({ where: { id: dataset.id }, data: { name, updatedAt: new Date() } }),
  );
}

/**
 * Says whether samples of a dataset may carry several classes. Throws Conflict, with `{ sampleCount }`, when some do and
 * they no longer may.
 */
export async function setMultiLabel(tx: Tx, dataset: AuthorizedDataset, isMultiLabel: boolean): Promise<void> {
  await lockDataset(tx, dataset.id);
  if (!isMultiLabel) {
    const [found] = await tx.$queryRaw<{ sampleCount: number }[]>`
      SELECT count(*)::int AS "sampleCount" FROM (
        SELECT "sampleId" FROM "Label" WHERE "datasetId" = ${dataset.id}::uuid
        GROUP BY "sampleId" HAVING count(*) > 1) several`;
    const sampleCount = found?.sampleCount ?? 0;
    if (sampleCount > 0) {
      throw new Conflict(
        `${sampleCount.toLocaleString('en-US')} ${sampleCount === 1 ? 'sample carries' : 'samples carry'} several classes. Clear all but one of each first; nothing was changed.`,
        { sampleCount },
      );
    }
  }
  await tx.dataset.update({ where: { id: dataset.id }, data: { isMultiLabel, updatedAt: new Date() } });
}

/** Gives a dataset the model that its samples are embedded and clustered with; null for the default of its modality. */
export async function setDatasetModel(tx: Tx, dataset: AuthorizedDataset, modelId: string | null): Promise<void> {
  await tx.dataset.update({ where: { id: dataset.id }, data: { modelId, updatedAt: new Date() } });
}

/** Deletes a dataset softly: it leaves every list, and stays restorable for RESTORABLE_DAYS. */
export async function deleteDataset(tx: Tx, dataset: AuthorizedDataset): Promise<DatasetSummary> {
  return summarizeDataset(await tx.dataset.update({ where: { id: dataset.id }, data: { deletedAt: new Date() } }));
}

/** Brings a deleted dataset back. One that is not deleted is answered as it is. Throws NotFound. */
export async function restoreDataset(tx: Tx, datasetId: string): Promise<DatasetSummary> {
  const found = await tx.dataset.findUnique({ where: { id: datasetId }, select: { id: true } });
  if (found === null) throw new NotFound('dataset', datasetId);
  return summarizeDataset(await tx.dataset.update({ where: { id: datasetId }, data: { deletedAt: null } }));
}

/** Ids of datasets that were deleted before a time, oldest first. */
export async function listExpiredDatasets(tx: Tx, deletedBefore: Date): Promise<string[]> {
  const rows = await tx.dataset.findMany({
    where: { deletedAt: { lt: deletedBefore } },
    orderBy: { deletedAt: 'asc' },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Removes a deleted dataset and all its rows for good; blobs must have been released before. */
export async function purgeDataset(tx: Tx, datasetId: string): Promise<void> {
  await tx.dataset.deleteMany({ where: { id: datasetId, deletedAt: { not: null } } });
}

/**
 * Where a dataset stands: `revision` goes up with every operation, `contentStamp` whenever samples are deleted or brought
 * back, and with suggestions; not with labels.
 */
export type Stand = { revision: number; contentStamp: number };

/** Where a dataset stands: what is read after this holds everything up to it. Throws NotFound when it was purged. */
export async function readStand(tx: Tx, datasetId: string): Promise<Stand> {
  const row = await tx.dataset.findUnique({
    where: { id: datasetId },
    select: { revision: true, contentStamp: true },
  });
  if (row === null) throw new NotFound('dataset', datasetId);
  return { revision: Number(row.revision), contentStamp: row.contentStamp };
}

/**
 * Locks the row of a live dataset until the transaction ends, which puts all acts on it in one order.
 * Returns where it stands. Throws NotFound for a deleted one.
 */
export async function lockStand(tx: Tx, datasetId: string): Promise<Stand> {
  const rows = await tx.$queryRaw<{ revision: bigint; contentStamp: number }[]>`
    SELECT "revision", "contentStamp" FROM "Dataset" WHERE "id" = ${datasetId}::uuid AND "deletedAt" IS NULL FOR UPDATE`;
  const row = rows[0];
  if (row === undefined) throw new NotFound('dataset', datasetId);
  return { revision: Number(row.revision), contentStamp: row.contentStamp };
}

/** Locks a dataset as lockStand does, and returns its present revision. */
export async function lockDataset(tx: Tx, datasetId: string): Promise<number> {
  return (await lockStand(tx, datasetId)).revision;
}

/**
 * Locks the row of a live dataset, takes the next seq of its operations (dense, in the order of the commits) and adds to
 * its labeled samples. The caller must write an operation with it in the same transaction. Returns where the dataset stands
 * then, `revision` being the seq. Throws NotFound for a deleted one.
 */
export async function advance(tx: Tx, datasetId: string, labeledCount = 0): Promise<Progress> {
  const rows = await tx.$queryRaw<(Omit<Progress, 'revision'> & { revision: bigint })[]>`
    UPDATE "Dataset" SET "revision" = "revision" + 1, "labeledCount" = "labeledCount" + ${labeledCount}::int,
      "updatedAt" = now()
    WHERE "id" = ${datasetId}::uuid AND "deletedAt" IS NULL RETURNING "sampleCount", "labeledCount", "revision"`;
  const row = rows[0];
  if (row === undefined) throw new NotFound('dataset', datasetId);
  return { ...row, revision: Number(row.revision) };
}

/**
 * Adds to the counters of a dataset and of its classes, in the transaction that changes what they count.
 * The caller holds the lock of the dataset (lockDataset or advance), so classes cannot deadlock.
 */
export async function addCounts(tx: Tx, datasetId: string, change: CountChange): Promise<void> {
  const sampleCount = change.sampleCount ?? 0;
  const labeledCount = change.labeledCount ?? 0;
  if (sampleCount !== 0 || labeledCount !== 0) {
    const updated = await tx.$executeRaw`
      UPDATE "Dataset" SET "sampleCount" = "sampleCount" + ${sampleCount}::int,
        "labeledCount" = "labeledCount" + ${labeledCount}::int, "updatedAt" = now()
      WHERE "id" = ${datasetId}::uuid`;
    if (updated === 0) throw new NotFound('dataset', datasetId);
  }
  await addClassCounts(tx, datasetId, [...(change.classes ?? [])]);
}

/** Adds to the counters of classes alone, as addCounts does. */
export async function addClassCounts(tx: Tx, datasetId: string, changes: readonly ClassCount[]): Promise<void> {
  const classes = changes.filter((entry) => entry.labelCount !== 0);
  if (classes.length === 0) return;
  const ids = classes.map((entry) => entry.labelClassId);
  const counts = classes.map((entry) => entry.labelCount);
  const updated = await tx.$executeRaw`
    UPDATE "LabelClass" AS c SET "labelCount" = c."labelCount" + change."labelCount"
    FROM unnest(${ids}::uuid[], ${counts}::int[]) AS change("labelClassId", "labelCount")
    WHERE c."id" = change."labelClassId" AND c."datasetId" = ${datasetId}::uuid`;
  if (updated !== classes.length) {
    throw new Conflict('A class that this act names is not in the dataset any more. Reload and try again.');
  }
}

/** A row of Dataset as the API shows it. */
export function summarizeDataset(row: Dataset): DatasetSummary {
  return {
    id: row.id,
    name: row.name,
    modality: row.modality,
    isMultiLabel: row.isMultiLabel,
    sampleCount: row.sampleCount,
    labeledCount: row.labeledCount,
    revision: Number(row.revision),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    deletedAt: row.deletedAt?.toISOString() ?? null,
  };
}
