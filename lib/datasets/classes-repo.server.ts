import { v7 as uuidv7 } from 'uuid';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { openDataset } from '@/lib/datasets/access.server';
import type { LabelClass } from '@/lib/datasets/label-class';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { LabelClass as LabelClassRow } from '@/lib/db/generated/client';
import { Conflict, NotFound } from '@/lib/errors';

/** The classes of a dataset in their order. */
export async function listClasses(tx: Tx, dataset: AuthorizedDataset): Promise<LabelClass[]> {
  const rows = await tx.labelClass.findMany({
    where: { datasetId: dataset.id },
    orderBy: [{ position: 'asc' }, { slot: 'asc' }],
  });
  return rows.map(summarizeClass);
}

/** The dataset of a class and the class itself. Throws NotFound, also when the dataset is deleted. */
export async function openClass(
  tx: Tx,
  labelClassId: string,
): Promise<{ dataset: AuthorizedDataset; labelClass: LabelClass }> {
  const row = await tx.labelClass.findUnique({ where: { id: labelClassId } });
  if (row === null) throw new NotFound('class', labelClassId);
  return { dataset: await openDataset(tx, row.datasetId), labelClass: summarizeClass(row) };
}

/**
 * Makes a class at the end of the list, with the next slot (its colour and shape for life).
 * Throws Conflict when the dataset has a class of this name; details name it.
 */
export async function createClass(
  tx: Tx,
  dataset: AuthorizedDataset,
  values: { name: string; description?: string | undefined },
): Promise<LabelClass> {
  await lockDataset(tx, dataset.id);
  await refuseTakenName(tx, dataset, values.name);
  const [row] = await insertClasses(tx, dataset, [values]);
  if (row === undefined) throw new Error('The class was not inserted.');
  return summarizeClass(row);
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
  const missing = wanted.filter((name) => !present.has(name)).map((name) => ({ name }));
  for (const row of await insertClasses(tx, dataset, missing)) present.set(row.name, row.id);
  return present;
}

/**
 * Renames, describes or moves a class. A new position shifts the classes behind it; one past the end is the end.
 * Throws Conflict when another class has the name.
 */
export async function editClass(
  tx: Tx,
  target: { dataset: AuthorizedDataset; labelClassId: string },
  values: { name?: string | undefined; description?: string | undefined; position?: number | undefined },
): Promise<LabelClass> {
  await lockDataset(tx, target.dataset.id);
  if (values.name !== undefined) await refuseTakenName(tx, target.dataset, values.name, target.labelClassId);
  if (values.position !== undefined) await moveClass(tx, target, values.position);
  const row = await tx.labelClass.update({
    where: { id: target.labelClassId },
    data: {
      ...(values.name === undefined ? {} : { name: values.name, liveName: values.name }),
      ...(values.description === undefined ? {} : { description: values.description }),
    },
  });
  return summarizeClass(row);
}

async function findClasses(tx: Tx, dataset: AuthorizedDataset, names: string[]): Promise<Map<string, string>> {
  const rows = await tx.labelClass.findMany({
    where: { datasetId: dataset.id, name: { in: names } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.name, row.id]));
}

async function insertClasses(
  tx: Tx,
  dataset: AuthorizedDataset,
  classes: { name: string; description?: string | undefined }[],
): Promise<LabelClassRow[]> {
  const last = await tx.labelClass.aggregate({
    where: { datasetId: dataset.id },
    _max: { slot: true, position: true },
  });
  const firstSlot = (last._max.slot ?? -1) + 1;
  const firstPosition = (last._max.position ?? -1) + 1;
  return tx.labelClass.createManyAndReturn({
    data: classes.map(({ name, description }, index) => ({
      id: uuidv7(),
      datasetId: dataset.id,
      name,
      liveName: name,
      description: description ?? '',
      slot: firstSlot + index,
      position: firstPosition + index,
    })),
  });
}

async function refuseTakenName(tx: Tx, dataset: AuthorizedDataset, name: string, exceptId?: string): Promise<void> {
  const taken = await tx.labelClass.findUnique({
    where: { datasetId_liveName: { datasetId: dataset.id, liveName: name } },
    select: { id: true },
  });
  if (taken === null || taken.id === exceptId) return;
  throw new Conflict(`The dataset already has a class named “${name}”. Choose it, or give another name.`, {
    labelClassId: taken.id,
  });
}

async function moveClass(
  tx: Tx,
  target: { dataset: AuthorizedDataset; labelClassId: string },
  position: number,
): Promise<void> {
  const ids = (await listClasses(tx, target.dataset)).map((labelClass) => labelClass.id);
  const rest = ids.filter((id) => id !== target.labelClassId);
  rest.splice(position, 0, target.labelClassId);
  await tx.$executeRaw`
    UPDATE "LabelClass" AS c SET "position" = placed."position" - 1
    FROM unnest(${rest}::uuid[]) WITH ORDINALITY AS placed("id", "position")
    WHERE c."id" = placed."id" AND c."datasetId" = ${target.dataset.id}::uuid`;
}

function summarizeClass(row: LabelClassRow): LabelClass {
  return {
    id: row.id,
    name: row.name,
    slot: row.slot,
    position: row.position,
    description: row.description,
    parentId: row.parentId,
    labelCount: row.labelCount,
  };
}
