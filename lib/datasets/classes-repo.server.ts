import { v7 as uuidv7 } from 'uuid';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { openDataset } from '@/lib/datasets/access.server';
import { type ClassRow, freeSlot, refuseTooMany } from '@/lib/datasets/class-edits';
import type { LabelClass } from '@/lib/datasets/label-class';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { LabelClass as LabelClassRow } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';

/** The classes of a dataset in their order. */
export async function listClasses(tx: Tx, dataset: AuthorizedDataset): Promise<LabelClass[]> {
  const rows = await tx.labelClass.findMany({
    where: { datasetId: dataset.id, deletedAt: null },
    orderBy: [{ position: 'asc' }, { slot: 'asc' }],
  });
  return rows.map(summarizeClass);
}

/** The dataset of a class and the class itself. Throws NotFound, also when one of the two is deleted. */
export async function openClass(
  tx: Tx,
  labelClassId: string,
): Promise<{ dataset: AuthorizedDataset; labelClass: LabelClass }> {
  const row = await tx.labelClass.findUnique({ where: { id: labelClassId } });
  if (row === null || row.deletedAt !== null) throw new NotFound('class', labelClassId);
  return { dataset: await openDataset(tx, row.datasetId), labelClass: summarizeClass(row) };
}

/** Throws NotFound unless the dataset has this class. */
export async function requireClass(tx: Tx, dataset: AuthorizedDataset, labelClassId: string): Promise<void> {
  const where = { id: labelClassId, datasetId: dataset.id, deletedAt: null };
  if ((await tx.labelClass.findFirst({ where, select: { id: true } })) === null)
    throw new NotFound('class', labelClassId);
}

/**
 * The id of the class of each name, making those that are missing in the order given. Names are compared exactly,
 * so they must already be NFC and trimmed. Locks the dataset when it makes one.
 */
export async function ensureClasses(
  tx: Tx,
  dataset: AuthorizedDataset,
  names: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(names)];
  const found = await findClasses(tx, dataset, wanted);
  if (found.size === wanted.length) return found;
  await lockDataset(tx, dataset.id);
  const present = await findClasses(tx, dataset, wanted);
  const missing = wanted.filter((name) => !present.has(name));
  if (missing.length === 0) return present;
  for (const row of await insertClasses(tx, dataset, missing)) present.set(row.name, row.id);
  return present;
}

async function findClasses(tx: Tx, dataset: AuthorizedDataset, names: string[]): Promise<Map<string, string>> {
  const rows = await tx.labelClass.findMany({
    where: { datasetId: dataset.id, liveName: { in: names } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.name, row.id]));
}

/** Inserts classes at the end of the list. Throws TooLarge when they would be more than a dataset may have. */
async function insertClasses(tx: Tx, dataset: AuthorizedDataset, names: string[]): Promise<LabelClassRow[]> {
  const rows = await readClassRows(tx, dataset.id);
  refuseTooMany(rows.filter((row) => row.isLive).length, names.length);
  const taken: { slot: number }[] = [...rows];
  const firstPosition = Math.max(-1, ...rows.map((row) => row.position)) + 1;
  const data = names.map((name, index) => {
    const slot = freeSlot(taken);
    taken.push({ slot });
    return { id: uuidv7(), datasetId: dataset.id, name, liveName: name, slot, position: firstPosition + index };
  });
  return tx.labelClass.createManyAndReturn({ data });
}

/** All classes of a dataset with what edits can change of them, deleted ones included. */
export async function readClassRows(tx: Tx, datasetId: string): Promise<ClassRow[]> {
  const rows = await tx.labelClass.findMany({
    where: { datasetId },
    select: {
      id: true,
      name: true,
      description: true,
      slot: true,
      position: true,
      key: true,
      parentId: true,
      exampleIds: true,
      deletedAt: true,
    },
  });
  return rows.map(({ deletedAt, ...row }) => ({ ...row, isLive: deletedAt === null }));
}

/** Whether a class of any dataset has an id, deleted ones included. */
export async function hasClass(tx: Tx, labelClassId: string): Promise<boolean> {
  return (await tx.labelClass.count({ where: { id: labelClassId } })) > 0;
}

/** Writes those of the classes that an edit changed or made; the caller holds the dataset's lock. */
export async function writeClassRows(
  tx: Tx,
  datasetId: string,
  edit: { before: readonly ClassRow[]; after: readonly ClassRow[] },
): Promise<void> {
  const old = new Map(edit.before.map((row) => [row.id, JSON.stringify(row)]));
  const changed = edit.after.filter((row) => old.get(row.id) !== JSON.stringify(row));
  if (changed.length === 0) return;
  const made = changed.filter((row) => !old.has(row.id));
  await tx.labelClass.createMany({
    data: made.map(({ isLive: _, ...row }) => ({ ...row, datasetId, liveName: row.name })),
  });
  await tx.$executeRaw`
    UPDATE "LabelClass" c SET "name" = n."name", "description" = n."description", "slot" = n."slot",
      "position" = n."position", "key" = n."key", "parentId" = n."parentId", "exampleIds" = n."exampleIds",
      "deletedAt" = CASE WHEN n."isLive" THEN NULL ELSE coalesce(c."deletedAt", now()) END,
      "liveName" = CASE WHEN n."isLive" THEN n."name" ELSE c."id"::text END
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS n("id" uuid, "name" text, "description" text,
      "slot" int, "position" int, "key" text, "parentId" uuid, "exampleIds" uuid[], "isLive" boolean)
    WHERE c."id" = n."id" AND c."datasetId" = ${datasetId}::uuid`;
}

function summarizeClass(row: LabelClassRow): LabelClass {
  return {
    id: row.id,
    name: row.name,
    slot: row.slot,
    position: row.position,
    key: row.key,
    description: row.description,
    exampleIds: row.exampleIds,
    parentId: row.parentId,
    labelCount: row.labelCount,
  };
}
