import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db/client.server';
import { redo, undo } from '@/lib/labels/undo.server';
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

const at = (index: number): string => desk.sampleIds[index] ?? '';

/** What waited in an outbox: all of it saw revision 0. */
const waited = (labelClassId: string, indexes: number[], after: string[] = []) => ({
  kind: 'label' as const,
  labelClassId,
  sampleIds: indexes.map(at),
  revision: 0,
  idempotencyKey: randomUUID(),
  after,
});

it('takes decisions that waited together one after another, though they touch the same samples', async () => {
  const first = waited(desk.glass, [0, 1, 2]);
  const second = waited(desk.paper, [1], [first.idempotencyKey]);
  const third = waited(desk.cardboard, [0, 1], [first.idempotencyKey, second.idempotencyKey]);
  for (const each of [first, second, third]) await desk.act(each);
  const labels = await readLabels(database.pool, desk.datasetId);
  expect([0, 1, 2].map((index) => labels.get(at(index)))).toEqual([desk.cardboard, desk.cardboard, desk.glass]);
});

it('takes one that follows an undo of the one before it', async () => {
  const first = waited(desk.glass, [0, 1]);
  await desk.act(first);
  const undoKey = randomUUID();
  await desk.undoAs(desk.ada, undoKey);
  await desk.act(waited(desk.paper, [0, 1], [first.idempotencyKey, undoKey]));
  expect([...(await readLabels(database.pool, desk.datasetId)).values()]).toEqual([desk.paper, desk.paper]);
});

it('takes back the act that is named, or nothing, never another one', async () => {
  const first = waited(desk.glass, [0]);
  const second = waited(desk.paper, [1]);
  for (const each of [first, second]) await desk.act(each);
  const turn = (verb: typeof undo, of: string) =>
    verb(db(), { dataset: desk.dataset, actor: desk.ada, idempotencyKey: randomUUID(), of });
  const { reverted } = await turn(undo, first.idempotencyKey);
  expect(reverted.seq).toBe(1);
  await expect(turn(undo, first.idempotencyKey)).rejects.toThrow('Nothing is left to undo of this');
  await expect(turn(undo, randomUUID())).rejects.toThrow('Nothing is left to undo of this');
  await expect(turn(redo, second.idempotencyKey)).rejects.toThrow('This cannot be redone');
  expect([...(await readLabels(database.pool, desk.datasetId)).keys()]).toEqual([at(1)]);
  await turn(redo, first.idempotencyKey);
  expect(await readLabels(database.pool, desk.datasetId)).toHaveProperty('size', 2);
});

it('is a conflict all the same when another person came before, between or after', async () => {
  const first = waited(desk.glass, [0, 1]);
  await desk.act(first);
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(1)] }, desk.ben);
  const changed = [expect.objectContaining({ sampleId: at(1), personName: 'Ben', labelClassId: desk.paper })];
  await expect(desk.act(waited(desk.cardboard, [0, 1], [first.idempotencyKey]))).rejects.toMatchObject({
    kind: 'conflict',
    details: { changed },
  });
  expect((await readLabels(database.pool, desk.datasetId)).get(at(0))).toBe(desk.glass);
});

it('lets nobody pass with the keys of another person', async () => {
  const first = waited(desk.glass, [0]);
  await desk.act(first, desk.ben);
  await expect(desk.act(waited(desk.paper, [0], [first.idempotencyKey]))).rejects.toMatchObject({ kind: 'conflict' });
});
