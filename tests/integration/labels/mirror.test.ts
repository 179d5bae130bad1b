import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db/client.server';
import { changeClass } from '@/lib/labels/class-edits.server';
import { deleteClass, mergeClass } from '@/lib/labels/class-removal.server';
import { revertOperation } from '@/lib/labels/revert.server';
import { isMirror } from '@/lib/operations/mirror-repo.server';
import type { OperationSummary } from '@/lib/operations/operation';
import { findContradictions, makeDesk, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

// An act with nothing on top of it is turned by its own effects; as soon as something came upon it, by the log.

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeEach(async () => {
  desk = await makeDesk(database.pool);
  return async () => {
    expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
  };
});

const at = (index: number): string => desk.sampleIds[index] ?? '';
const labels = () => readLabels(database.pool, desk.datasetId);
const label = async (indexes: number[], labelClassId: string) => {
  const { operation } = await desk.act({ kind: 'label', labelClassId, sampleIds: indexes.map(at) });
  return operation;
};
const revert = async (operationId: string) => {
  const revision = await desk.revision();
  const order = { dataset: desk.dataset, actor: desk.ben, operationId, idempotencyKey: randomUUID(), revision };
  return await revertOperation(db(), order);
};
const isOnTop = (act: OperationSummary, tipSeq = act.seq) => isMirror(db(), { datasetId: desk.datasetId, act, tipSeq });

it('goes by the effects while what came later is about other samples', async () => {
  await label([0, 1], desk.glass);
  const act = await label([0, 1], desk.paper);
  await label([5], desk.glass);
  await revert((await label([6], desk.glass)).id);
  expect(await isOnTop(act)).toBe(true);
  const { operation } = await revert(act.id);
  expect(operation.sampleCount).toBe(2);
  expect(await isOnTop(act, operation.seq)).toBe(true);
  expect(await labels()).toEqual(new Map([0, 1, 5].map((index) => [at(index), desk.glass])));
  await revert(operation.id);
  expect((await labels()).get(at(1))).toBe(desk.paper);
});

it('goes by the log once one of its samples was decided again', async () => {
  const act = await label([0, 1], desk.paper);
  await label([1], desk.glass);
  expect(await isOnTop(act)).toBe(false);
  await revert(act.id);
  expect(await labels()).toEqual(new Map([[at(1), desk.glass]]));
});

it('goes by the log when an act below it was taken back, though that changed none of its samples', async () => {
  const below = await label([0], desk.glass);
  const act = await label([0], desk.paper);
  const taken = await revert(below.id);
  expect(taken.operation).toMatchObject({ sampleCount: 0, conflictCount: 1 });
  expect(await isOnTop(act)).toBe(false);
  await revert(act.id);
  expect(await labels()).toEqual(new Map());
});

it('goes by the log after edits of classes: what it would bring back may be gone', async () => {
  await label([0], desk.glass);
  const act = await label([0], desk.paper);
  await deleteClass(db(), { labelClassId: desk.glass, actor: desk.ada, revision: undefined });
  expect(await isOnTop(act)).toBe(false);
  await revert(act.id);
  expect(await labels()).toEqual(new Map());
});

it('goes by the effects of a class edit only while nothing at all came after it', async () => {
  await label([0], desk.glass);
  const { operation: merged } = await mergeClass(db(), {
    ...{ labelClassId: desk.glass, intoId: desk.paper, actor: desk.ada, revision: undefined },
  });
  expect(await isOnTop(merged)).toBe(true);
  await desk.undoAs();
  expect(await labels()).toEqual(new Map([[at(0), desk.glass]]));
  await desk.redoAs();
  expect(await labels()).toEqual(new Map([[at(0), desk.paper]]));
  await label([5], desk.paper);
  expect(await isOnTop(merged, (await desk.revision()) - 1)).toBe(false);
});

it('goes by the log after the revert of a class edit too', async () => {
  await changeClass(db(), { labelClassId: desk.glass, actor: desk.ada, values: { name: 'bottles' } });
  const act = await label([0], desk.paper);
  await desk.undoAs();
  const again = await label([0], desk.paper);
  await desk.undoAs();
  await desk.undoAs();
  expect(await isOnTop(act)).toBe(false);
  expect(await isOnTop(again)).toBe(false);
});
