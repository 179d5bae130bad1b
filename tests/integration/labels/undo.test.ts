import { beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db/client.server';
import { Conflict } from '@/lib/errors';
import { rebuildLabels } from '@/lib/labels/rebuild.server';
import { listOperations, listSampleOperations } from '@/lib/operations/log-repo.server';
import { findContradictions, makeDesk, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeEach(async () => {
  desk = await makeDesk(database.pool);
  return async () => {
    expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
  };
});

const labels = () => readLabels(database.pool, desk.datasetId);
const at = (index: number): string => desk.sampleIds[index] ?? '';
const accept = (indexes: number[], labelClassId: string, actor = desk.ada) =>
  desk.act({ kind: 'accept', labelClassId, sampleIds: indexes.map(at) }, actor);

it('goes back one own act at a time, past what others did, and forth again', async () => {
  await accept([0, 1], desk.glass);
  await accept([5], desk.paper, desk.ben);
  await accept([2, 3], desk.paper);
  const first = await desk.undoAs();
  expect(first.reverted).toMatchObject({ seq: 3, reverted: true });
  expect(first.operation).toMatchObject({ seq: 4, kind: 'revert', revertsSeq: 3, sampleCount: 2 });
  expect(first.operation.original).toEqual({ kind: 'accept', sampleCount: 2, revertCount: 1, detail: null });
  expect(first.sampleIds).toEqual([at(2), at(3)]);
  await desk.undoAs();
  expect(await labels()).toEqual(new Map([[at(5), desk.paper]]));
  await expect(desk.undoAs()).rejects.toThrow('Nothing is left to undo: Ada');
  await desk.redoAs();
  const last = await desk.redoAs();
  expect(last.reverted).toMatchObject({ seq: 4, kind: 'revert', reverted: true });
  expect(await labels()).toHaveProperty('size', 5);
  await expect(desk.redoAs()).rejects.toThrow(Conflict);
  const again = await desk.undoAs();
  expect(again.reverted.seq).toBe(7);
  expect(again.operation.original).toEqual({ kind: 'accept', sampleCount: 2, revertCount: 3, detail: null });
  const { operations } = await listOperations(db(), { datasetId: desk.datasetId, limit: 100, after: null });
  const standing = operations.filter((operation) => !operation.reverted).map((operation) => operation.seq);
  expect(standing).toEqual([8, 6, 4, 2, 1]);
});

it('keeps what somebody decided later, and says which samples', async () => {
  await accept([0, 1, 2], desk.glass);
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(1)] }, desk.ben);
  const undone = await desk.undoAs();
  expect(undone.sampleIds).toEqual([at(0), at(2)]);
  expect(undone.keptSampleIds).toEqual([at(1)]);
  expect(await labels()).toEqual(new Map([[at(1), desk.paper]]));
});

it('keeps a later decision that led back to the very state which the act left', async () => {
  await accept([0], desk.glass);
  await desk.act({ kind: 'clear', sampleIds: [at(0)] });
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(0)] }, desk.ben);
  await desk.act({ kind: 'clear', sampleIds: [at(0)] }, desk.ben);
  const undone = await desk.undoAs();
  expect(undone.keptSampleIds).toEqual([at(0)]);
  expect(await labels()).toEqual(new Map());
});

it('lets a later decision that was itself undone not stand in the way', async () => {
  await accept([0, 1], desk.glass);
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(1)] }, desk.ben);
  await desk.undoAs(desk.ben);
  const undone = await desk.undoAs();
  expect(undone.keptSampleIds).toEqual([]);
  expect(await labels()).toEqual(new Map());
});

it('ends what can be redone with a new act of one’s own, not with that of another', async () => {
  await accept([0], desk.glass);
  await desk.undoAs();
  await accept([7], desk.paper, desk.ben);
  await desk.redoAs();
  await desk.undoAs();
  await accept([1], desk.glass);
  await expect(desk.redoAs()).rejects.toThrow('Nothing can be redone');
});

it('answers a double submit once and the same, and refuses a key of another request', async () => {
  await accept([0], desk.glass);
  await accept([1], desk.glass);
  const [one, two] = await Promise.all([desk.undoAs(desk.ada, 'undo-key-1'), desk.undoAs(desk.ada, 'undo-key-1')]);
  expect(one).toEqual(two);
  expect(await labels()).toHaveProperty('size', 1);
  await expect(desk.redoAs(desk.ada, 'undo-key-1')).rejects.toThrow('belongs to another request');
});

it('brings labels of deleted samples back without counting them', async () => {
  await accept([0, 1], desk.glass);
  await desk.act({ kind: 'clear', sampleIds: [at(0), at(1)] });
  await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [at(0)]);
  await database.pool.query('UPDATE "Dataset" SET "sampleCount" = "sampleCount" - 1 WHERE id = $1', [desk.datasetId]);
  const { progress } = await desk.undoAs();
  expect(progress).toMatchObject({ sampleCount: 9, labeledCount: 1 });
  expect(await labels()).toHaveProperty('size', 2);
});

it('rebuilds labels and exclusions after they were damaged', async () => {
  await accept([0, 1, 2], desk.glass);
  await desk.act({ kind: 'exclude', labelClassId: desk.paper, sampleIds: [at(2), at(3)] });
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(1)] });
  const before = await labels();
  await database.pool.query('DELETE FROM "Label" WHERE "datasetId" = $1', [desk.datasetId]);
  await database.pool.query('DELETE FROM "Exclusion" WHERE "datasetId" = $1', [desk.datasetId]);
  expect(await findContradictions(database.pool, desk.datasetId)).toContain('a label is missing');
  await db().$transaction((tx) => rebuildLabels(tx, desk.datasetId));
  expect(await labels()).toEqual(before);
});

it('tells the history of one sample, newest first, with the states', async () => {
  await accept([0, 1], desk.glass);
  await desk.act({ kind: 'exclude', labelClassId: desk.glass, sampleIds: [at(0)] }, desk.ben);
  await desk.undoAs(desk.ben);
  const history = await listSampleOperations(db(), at(0));
  expect(history.map((operation) => [operation.kind, operation.personName, operation.reverted])).toEqual([
    ['revert', 'Ben', false],
    ['exclude', 'Ben', true],
    ['accept', 'Ada', false],
  ]);
  expect(history[1]?.after).toMatchObject({ labels: [], exclusions: [{ labelClassId: desk.glass }] });
  expect(history[2]?.before).toBeNull();
});
