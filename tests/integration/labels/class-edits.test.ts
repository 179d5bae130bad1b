import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { listClasses } from '@/lib/datasets/classes-repo.server';
import { createLabelClass } from '@/lib/datasets/label-class';
import { db } from '@/lib/db/client.server';
import { Conflict } from '@/lib/errors';
import { changeClass, createClass } from '@/lib/labels/class-edits.server';
import { deleteClass, mergeClass, previewRemoval } from '@/lib/labels/class-removal.server';
import { rebuildLabels } from '@/lib/labels/rebuild.server';
import { insertImportedSuggestions } from '@/lib/labels/suggestion-repo.server';
import { countOperations } from '@/lib/operations/log-repo.server';
import { findContradictions, makeDesk, readExclusions, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeImport } from '@/tests/support/rows';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeEach(async () => {
  desk = await makeDesk(database.pool);
  return async () => {
    expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
  };
});

const at = (index: number): string => desk.sampleIds[index] ?? '';
const classes = () => listClasses(db(), desk.dataset);
const names = async () => (await classes()).map((one) => one.name);
const create = (name: string, more: { parentId?: string } = {}) =>
  createClass(db(), { dataset: desk.dataset, actor: desk.ada, values: { name, ...more } });
const change = (labelClassId: string, values: Parameters<typeof changeClass>[1]['values']) =>
  changeClass(db(), { labelClassId, actor: desk.ada, values });
const merge = (labelClassId: string, intoId: string, revision?: number) =>
  mergeClass(db(), { labelClassId, intoId, actor: desk.ada, revision });

async function suggest(sampleId: string, labelClassId: string): Promise<void> {
  const importId = await makeImport(database.pool, desk.datasetId, desk.ada.personId);
  const rows = [{ sampleId, labelClassId }];
  await db().$transaction((tx) => insertImportedSuggestions(tx, { datasetId: desk.datasetId, importId, rows }));
}

async function everything() {
  const { rows: labels } = await database.pool.query(
    'SELECT * FROM "Label" WHERE "datasetId" = $1 ORDER BY "sampleId", "labelClassId"',
    [desk.datasetId],
  );
  const { rows: suggestions } = await database.pool.query(
    'SELECT * FROM "Suggestion" WHERE "datasetId" = $1 ORDER BY "sampleId", "labelClassId"',
    [desk.datasetId],
  );
  const exclusions = await readExclusions(database.pool, desk.datasetId);
  return { labels, suggestions, exclusions, classes: await classes() };
}

it('a class that is gone can still be asked for in the log', async () => {
  await merge(desk.glass, desk.paper);
  const { goneClasses } = await countOperations(db(), desk.datasetId, {});
  expect(goneClasses).toEqual([{ id: desk.glass, name: 'glass' }]);
  await desk.undoAs();
  expect(await countOperations(db(), desk.datasetId, {})).toMatchObject({ goneClasses: [] });
});

describe('a class edit', () => {
  it('is an operation that can be undone and done again', async () => {
    await change(desk.glass, { name: 'glass bottles', description: 'Bottles and jars', mark: 20, key: '0' });
    expect(await desk.revision()).toBe(1);
    const edited = await classes();
    expect(edited[1]).toMatchObject({ name: 'glass bottles', description: 'Bottles and jars', slot: 20, key: '0' });
    await desk.undoAs();
    expect((await classes())[1]).toMatchObject({ name: 'glass', description: '', slot: 1, key: null });
    await desk.redoAs();
    expect(await classes()).toEqual(edited);
  });

  it('makes a class under the id that the request brings, once, and none under an id that is taken', async () => {
    const id = uuidv7();
    const make = (name: string, given = id, idempotencyKey: string = randomUUID()) =>
      createClass(db(), { dataset: desk.dataset, actor: desk.ada, idempotencyKey, values: { id: given, name } });
    const made = await make('wood', id, 'wood-once');
    expect(made).toMatchObject({ id, name: 'wood', slot: 3 });
    expect(await make('wood', id, 'wood-once')).toEqual(made);
    await desk.act({ kind: 'label', labelClassId: id, sampleIds: [at(0)] });
    const before = await everything();
    await expect(make('timber')).rejects.toThrow(/^Another class has the id /);
    await expect(make('timber', desk.glass)).rejects.toThrow(Conflict);
    const other = await makeDesk(database.pool);
    await expect(make('timber', other.glass)).rejects.toThrow(Conflict);
    expect(await everything()).toEqual(before);
    expect(createLabelClass.safeParse({ name: 'timber', id: randomUUID() }).success).toBe(false);
  });

  it('that is taken back brings back what was decided meanwhile for nothing, since the class was gone', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    await desk.act({ kind: 'clear', sampleIds: [at(0)] }, desk.ben);
    await deleteClass(db(), { labelClassId: desk.glass, actor: desk.ada, revision: await desk.revision() });
    expect((await desk.undoAs(desk.ben)).operation.sampleCount).toBe(0);
    expect((await desk.undoAs()).operation.sampleCount).toBe(2);
    const { labels } = await everything();
    expect(labels.map(({ sampleId }) => sampleId).sort()).toEqual([at(0), at(1)].sort());
  });

  it('that makes a class is undone only while nothing is labeled with it', async () => {
    const made = await create('metal');
    await desk.undoAs();
    expect(await names()).toEqual(['cardboard', 'glass', 'paper']);
    await desk.redoAs();
    expect((await classes())[3]).toEqual(made);
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0)] });
    await desk.act({ kind: 'label', labelClassId: made.id, sampleIds: [at(1)] }, desk.ben);
    expect((await desk.undoAs()).reverted.labelClass?.name).toBe('glass');
    await expect(desk.undoAs()).rejects.toThrow('Nothing is left to undo');
    await desk.undoAs(desk.ben);
    await desk.undoAs();
    expect(await names()).toEqual(['cardboard', 'glass', 'paper']);
  });

  it('moves a class with those below it, and back', async () => {
    const bottles = await create('bottles', { parentId: desk.glass });
    await change(desk.glass, { position: 2 });
    expect(await names()).toEqual(['cardboard', 'paper', 'glass', 'bottles']);
    await change(bottles.id, { parentId: desk.paper });
    expect(await names()).toEqual(['cardboard', 'paper', 'bottles', 'glass']);
    await desk.undoAs();
    await desk.undoAs();
    expect(await names()).toEqual(['cardboard', 'glass', 'bottles', 'paper']);
    await expect(change(desk.glass, { parentId: bottles.id })).rejects.toThrow('below itself');
  });

  it('is refused when another person edited the class after what this one saw', async () => {
    const seen = await desk.revision();
    await change(desk.glass, { name: 'bottles' });
    const late = changeClass(db(), {
      labelClassId: desk.glass,
      actor: desk.ben,
      revision: seen,
      values: { name: 'jars' },
    });
    await expect(late).rejects.toThrow('Ada edited this class');
  });

  it('with a key that came before answers as it did and changes nothing', async () => {
    const idempotencyKey = randomUUID();
    const request = { dataset: desk.dataset, actor: desk.ada, idempotencyKey, values: { name: 'metal' } };
    const first = await createClass(db(), request);
    expect(await createClass(db(), request)).toEqual(first);
    expect(await desk.revision()).toBe(1);
  });

  it('leaves a dataset at 500 classes', async () => {
    await database.pool.query(
      `INSERT INTO "LabelClass" (id, "datasetId", name, "liveName", slot, position)
       SELECT gen_random_uuid(), $1, 'class ' || n, 'class ' || n, n + 2, n + 2 FROM generate_series(1, 497) n`,
      [desk.datasetId],
    );
    await expect(create('one more')).rejects.toThrow('at most 500 classes; this one has 500');
  });
});

describe('a merge', () => {
  beforeEach(async () => {
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0), at(1), at(2)] });
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(3)] }, desk.ben);
    await desk.act({ kind: 'exclude', labelClassId: desk.glass, sampleIds: [at(3), at(4)] });
    await desk.act({ kind: 'exclude', labelClassId: desk.paper, sampleIds: [at(0)] });
    await suggest(at(5), desk.glass);
    await suggest(at(0), desk.glass);
  });

  it('makes labels, exclusions and suggestions those of the other class, and says before what it will do', async () => {
    const preview = await previewRemoval(db(), { labelClassId: desk.glass, intoId: desk.paper });
    expect(preview).toMatchObject({
      labelCount: 3,
      labeledBy: [{ personName: 'Ada', count: 3 }],
      exclusionCount: 2,
      suggestionCount: 2,
      contradictedCount: 2,
    });
    const before = await everything();
    const { operation, progress } = await merge(desk.glass, desk.paper, preview.revision);
    expect(operation).toMatchObject({ kind: 'classEdit', sampleCount: 5 });
    expect(progress.labeledCount).toBe(4);
    const labels = await readLabels(database.pool, desk.datasetId);
    expect([...labels.values()]).toEqual([desk.paper, desk.paper, desk.paper, desk.paper]);
    expect(await readExclusions(database.pool, desk.datasetId)).toEqual([`${at(4)} ${desk.paper}`]);
    expect(await names()).toEqual(['cardboard', 'paper']);
    const merged = await everything();
    expect(merged.suggestions.map((one) => one.labelClassId)).toEqual([desk.paper, desk.paper]);
    // Who decided and when stays with the label.
    expect(merged.labels.map((one) => one.operationId)).toEqual(before.labels.map((one) => one.operationId));
    await db().$transaction((tx) => rebuildLabels(tx, desk.datasetId));
    expect(await everything()).toEqual(merged);
    await desk.undoAs();
    expect(await everything()).toEqual(before);
    await desk.redoAs();
    expect(await everything()).toEqual(merged);
  });

  it('is refused when samples of the class were touched after the preview', async () => {
    const { revision } = await previewRemoval(db(), { labelClassId: desk.glass, intoId: desk.paper });
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(7)] }, desk.ben);
    await expect(merge(desk.glass, desk.paper, revision)).rejects.toMatchObject({
      details: { changed: [{ sampleId: at(7), personName: 'Ben' }] },
    });
    expect(await names()).toEqual(['cardboard', 'glass', 'paper']);
  });

  it('takes the classes below along, and gives them back', async () => {
    const bottles = await create('bottles', { parentId: desk.glass });
    await merge(desk.glass, desk.cardboard);
    expect((await classes()).find(({ id }) => id === bottles.id)?.parentId).toBe(desk.cardboard);
    await desk.undoAs();
    expect((await classes()).find(({ id }) => id === bottles.id)?.parentId).toBe(desk.glass);
    expect(await names()).toEqual(['cardboard', 'glass', 'bottles', 'paper']);
  });

  it('leaves alone what was decided later when it is undone', async () => {
    await merge(desk.glass, desk.paper);
    await desk.act({ kind: 'label', labelClassId: desk.cardboard, sampleIds: [at(0)] }, desk.ben);
    await desk.undoAs();
    const labels = await readLabels(database.pool, desk.datasetId);
    expect([at(0), at(1), at(2)].map((id) => labels.get(id))).toEqual([desk.cardboard, desk.glass, desk.glass]);
  });
});

describe('a deletion', () => {
  it('clears the labels of the class; its name is free; undone, it comes back', async () => {
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    const before = await everything();
    const answer = await deleteClass(db(), { labelClassId: desk.glass, actor: desk.ada });
    expect(answer.progress.labeledCount).toBe(0);
    expect(await names()).toEqual(['cardboard', 'paper']);
    const again = desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0)] });
    await expect(again).rejects.toThrow('There is no class');
    const other = await create('glass', {});
    await desk.undoAs();
    expect(other.slot).toBe(3);
    await desk.undoAs();
    expect(await everything()).toEqual(before);
  });
});
