import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db/client.server';
import { Conflict, NotFound } from '@/lib/errors';
import { changeClass } from '@/lib/labels/class-edits.server';
import { applyImportedLabels } from '@/lib/labels/import-labels.server';
import { viewOperation } from '@/lib/labels/open-operation.server';
import { revertOperation } from '@/lib/labels/revert.server';
import { listTurnedSamples, previewRevert } from '@/lib/labels/revert-preview.server';
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

const labels = () => readLabels(database.pool, desk.datasetId);
const at = (index: number): string => desk.sampleIds[index] ?? '';
const accept = (indexes: number[], labelClassId: string, actor = desk.ada) =>
  desk.act({ kind: 'accept', labelClassId, sampleIds: indexes.map(at) }, actor);
const label = (index: number, labelClassId: string, actor = desk.ada) =>
  desk.act({ kind: 'label', labelClassId, sampleIds: [at(index)] }, actor);
const revert = (
  operationId: string,
  {
    actor = desk.ben,
    key = randomUUID() as string,
    revision = undefined as number | undefined,
    after = undefined as string[] | undefined,
  } = {},
) => revertOperation(db(), { dataset: desk.dataset, actor, operationId, idempotencyKey: key, revision, after });
const preview = (operationId: string) => previewRevert(db(), { dataset: desk.dataset, operationId });
const countOf = (seen: Awaited<ReturnType<typeof preview>>) =>
  Object.fromEntries(seen.outcomes.map(({ outcome, count }) => [outcome, count]));

it('reverts the accept of another, long ago, and leaves what was decided later, which the preview names', async () => {
  await label(3, desk.paper);
  const { operation } = await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [0, 1, 2, 3].map(at) });
  await label(1, desk.cardboard, desk.ben);
  await accept([7], desk.paper, desk.ben);

  const seen = await preview(operation.id);
  expect(seen.willStand).toBe(false);
  expect(countOf(seen)).toEqual({ unlabeled: 2, relabeled: 1, other: 0, kept: 1, same: 0 });
  expect(seen.changes).toEqual([{ beforeClassIds: [desk.glass], afterClassIds: [desk.paper], count: 1 }]);
  expect(seen.labeledCount).toEqual({ before: 5, after: 3 });
  expect(seen.classes).toEqual([
    { labelClassId: desk.glass, before: 3, after: 0 },
    { labelClassId: desk.paper, before: 1, after: 2 },
  ]);
  const kept = seen.outcomes.find(({ outcome }) => outcome === 'kept')?.samples;
  expect(kept).toMatchObject([
    { id: at(1), beforeClassIds: [desk.cardboard], decidedBy: { personName: 'Ben', kind: 'label', seq: 3 } },
  ]);

  const done = await revert(operation.id);
  expect(done.sampleIds).toEqual([at(0), at(2), at(3)]);
  expect(done.keptSampleIds).toEqual([at(1)]);
  expect(done.operation).toMatchObject({ kind: 'revert', personName: 'Ben', sampleCount: 3, conflictCount: 1 });
  expect(done.progress.labeledCount).toBe(seen.labeledCount.after);
  expect(await labels()).toEqual(
    new Map([
      [at(1), desk.cardboard],
      [at(3), desk.paper],
      [at(7), desk.paper],
    ]),
  );
});

it('does not bring back a label whose operation was reverted, when what stood above it goes too', async () => {
  const { operation: wrong } = await accept([0, 1], desk.glass);
  const { operation: later } = await label(0, desk.paper, desk.ben);
  await revert(wrong.id);
  expect(await labels()).toEqual(new Map([[at(0), desk.paper]]));
  await revert(later.id);
  expect(await labels()).toEqual(new Map());
});

it('brings back what a revert took, where nobody decided since', async () => {
  const { operation: act } = await accept([0, 1, 2], desk.glass);
  const { operation: back } = await revert(act.id);
  await label(2, desk.paper, desk.ben);
  expect(countOf(await preview(back.id))).toEqual({ unlabeled: 0, relabeled: 2, other: 0, kept: 1, same: 0 });
  const again = await revert(back.id, { actor: desk.ada });
  expect(again.operation.original).toMatchObject({ kind: 'accept', revertCount: 2 });
  expect(again.keptSampleIds).toEqual([at(2)]);
  expect([...(await labels()).values()].sort()).toEqual([desk.glass, desk.glass, desk.paper].sort());
  await revert(act.id);
  expect(await labels()).toEqual(new Map([[at(2), desk.paper]]));
});

it('refuses what is taken back already, what is not there, and a second one at the same time', async () => {
  const { operation } = await accept([0], desk.glass);
  const both = await Promise.allSettled([revert(operation.id), revert(operation.id, { actor: desk.ada })]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(revert(operation.id)).rejects.toThrow(/^This operation is taken back already, by operation 2 of /);
  await expect(preview(operation.id)).rejects.toThrow(Conflict);
  await expect(revert(randomUUID())).rejects.toThrow(NotFound);
});

it('answers a repeated key the same, and applies nothing that was not seen', async () => {
  const { operation } = await accept([0, 1], desk.glass);
  const { revision } = await preview(operation.id);
  await label(1, desk.paper, desk.ben);
  await expect(revert(operation.id, { revision })).rejects.toMatchObject({
    details: { revision: 2, changed: [{ sampleId: at(1), personName: 'Ben', labelClassName: 'paper' }] },
  });
  expect(await labels()).toHaveProperty('size', 2);
  const first = await revert(operation.id, { key: 'revert-once', revision: 2 });
  const again = await revert(operation.id, { key: 'revert-once', revision: 2 });
  expect(again).toEqual(first);
  expect(await labels()).toEqual(new Map([[at(1), desk.paper]]));
});

it('takes what waited with it for no surprise: one’s own requests before it, and nobody else’s', async () => {
  const { operation } = await accept([0, 1, 2], desk.glass);
  const { revision } = await preview(operation.id);
  const own = { kind: 'label' as const, labelClassId: desk.paper, sampleIds: [at(1)], idempotencyKey: 'waited' };
  await desk.act(own, desk.ben);
  await expect(revert(operation.id, { revision })).rejects.toThrow(Conflict);
  await expect(revert(operation.id, { revision, after: ['waited'], actor: desk.ada })).rejects.toThrow(Conflict);
  await label(2, desk.cardboard, desk.ada);
  await expect(revert(operation.id, { revision, after: ['waited'] })).rejects.toMatchObject({
    details: { revision: 3, changed: [{ sampleId: at(2), personName: 'Ada' }] },
  });
  await desk.undoAs();
  await expect(revert(operation.id, { revision, after: ['waited'] })).rejects.toThrow(Conflict);
  const seen = await preview(operation.id);
  await desk.act({ ...own, sampleIds: [at(0)], idempotencyKey: 'waited too' }, desk.ben);
  await revert(operation.id, { revision: seen.revision, after: ['waited', 'waited too'] });
  expect(await labels()).toEqual(
    new Map([
      [at(0), desk.paper],
      [at(1), desk.paper],
    ]),
  );
});

it('reverts exclusions, clearing, and labels that an import gave', async () => {
  const importId = await makeImport(database.pool, desk.datasetId, desk.ada.personId);
  await db().$transaction((tx) =>
    applyImportedLabels(tx, {
      dataset: desk.dataset,
      importId,
      actor: desk.ada,
      as: 'labels',
      rows: [4, 5].map((index) => ({ sampleId: at(index), className: 'glass' })),
    }),
  );
  const { operation: excluded } = await desk.act({ kind: 'exclude', labelClassId: desk.paper, sampleIds: [at(6)] });
  const { operation: cleared } = await desk.act({ kind: 'clear', sampleIds: [at(4)] });
  expect(countOf(await preview(excluded.id))).toMatchObject({ other: 1, unlabeled: 0, relabeled: 0 });
  await revert(excluded.id);
  await revert(cleared.id);
  expect(await readExclusions(database.pool, desk.datasetId)).toEqual([]);
  expect(await labels()).toHaveProperty('size', 2);
  const { rows } = await database.pool.query<{ id: string }>(
    `SELECT id FROM "Operation" WHERE kind = 'import' AND "datasetId" = $1`,
    [desk.datasetId],
  );
  await revert(rows[0]?.id ?? '');
  expect(await labels()).toEqual(new Map());
});

it('makes a revert by name a step of undo and redo', async () => {
  const { operation: bens } = await accept([0, 1], desk.glass, desk.ben);
  await accept([5], desk.paper);
  await revert(bens.id, { actor: desk.ada });
  expect(await labels()).toEqual(new Map([[at(5), desk.paper]]));
  await desk.undoAs();
  expect(await labels()).toHaveProperty('size', 3);
  await desk.undoAs();
  expect(await labels()).toHaveProperty('size', 2);
  await expect(desk.undoAs()).rejects.toThrow('Nothing is left to undo: Ada');
  await desk.redoAs();
  await desk.redoAs();
  expect(await labels()).toEqual(new Map([[at(5), desk.paper]]));
  await expect(desk.redoAs()).rejects.toThrow('Nothing can be redone: Ada');
  await desk.undoAs();
  await desk.undoAs(desk.ben);
  expect(await labels()).toEqual(new Map([[at(5), desk.paper]]));
});

it('does not go to and fro for ever between an act and one’s own revert of it', async () => {
  const { operation } = await accept([0], desk.glass);
  await revert(operation.id, { actor: desk.ada });
  await desk.undoAs();
  expect(await labels()).toHaveProperty('size', 1);
  await desk.undoAs();
  expect(await labels()).toHaveProperty('size', 0);
  await expect(desk.undoAs()).rejects.toThrow('Nothing is left to undo');
});

it('the preview of a class edit speaks of no sample that the edit did not touch', async () => {
  const { operation } = await accept([0, 1], desk.glass);
  await changeClass(db(), { labelClassId: desk.glass, actor: desk.ada, values: { name: 'bottles' } });
  const renamed = await desk.revision();
  await revert(operation.id);
  const edit = await db().operation.findFirstOrThrow({ where: { datasetId: desk.datasetId, seq: renamed } });
  const seen = await preview(edit.id);
  expect(Object.values(countOf(seen)).filter((count) => count > 0)).toEqual([]);
  expect(seen.says).toHaveLength(1);
});

it('pages through the samples of an operation and of a preview', async () => {
  const { operation } = await accept([0, 1, 2, 3, 4], desk.glass);
  const first = await viewOperation(db(), { operationId: operation.id, limit: 3, after: null });
  expect(first.samples.map(({ id }) => id)).toEqual([0, 1, 2].map(at));
  expect(first.samples[0]).toMatchObject({ beforeClassIds: [], afterClassIds: [desk.glass], isDeleted: false });
  expect(first.operation.samples).toHaveLength(4);
  const rest = await viewOperation(db(), { operationId: operation.id, limit: 3, after: first.nextCursor });
  expect(rest).toMatchObject({ nextCursor: null, operation: { takenBackBy: null } });
  const request = { dataset: desk.dataset, operationId: operation.id, outcome: 'unlabeled' as const, limit: 2 };
  const turned = await listTurnedSamples(db(), { ...request, after: null });
  expect(turned.nextCursor).toBe(at(1));
  expect((await listTurnedSamples(db(), { ...request, after: turned.nextCursor })).samples[0]?.id).toBe(at(2));
  await revert(operation.id);
  const { operation: seen } = await viewOperation(db(), { operationId: operation.id, limit: 1, after: null });
  expect(seen.takenBackBy).toMatchObject({ seq: 2, personName: 'Ben' });
});
