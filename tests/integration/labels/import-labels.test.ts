import { beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db/client.server';
import { applyImportedLabels, type ImportedLabel } from '@/lib/labels/import-labels.server';
import { listOperations } from '@/lib/operations/log-repo.server';
import { findContradictions, makeDesk, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeImport, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeEach(async () => {
  desk = await makeDesk(database.pool);
  return async () => {
    expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
  };
});

async function apply(as: 'labels' | 'suggestions', rows: ImportedLabel[]) {
  const importId = await makeImport(database.pool, desk.datasetId, desk.ada.personId);
  const answer = await db().$transaction((tx) =>
    applyImportedLabels(tx, { dataset: desk.dataset, importId, actor: desk.ada, as, rows }),
  );
  return { importId, answer };
}

const at = (index: number): string => desk.sampleIds[index] ?? '';
const classNames = async () => {
  const sql = 'SELECT name FROM "LabelClass" WHERE "datasetId" = $1 ORDER BY position';
  return (await database.pool.query<{ name: string }>(sql, [desk.datasetId])).rows.map((row) => row.name);
};

it('labels samples by one operation, makes missing classes by name, never overwrites, keeps the first of two', async () => {
  await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0), at(1)] }, desk.ben);
  const { answer } = await apply('labels', [
    { sampleId: at(0), className: 'paper' },
    { sampleId: at(1), className: 'glass' },
    { sampleId: at(2), className: 'zinc' },
    { sampleId: at(3), className: ' metal ' },
    { sampleId: at(3), className: 'paper' },
    { sampleId: at(4), className: '' },
    { sampleId: at(5), className: 'x'.repeat(201) },
  ]);
  expect(answer).toEqual({ appliedCount: 2, keptCount: 2, unusableCount: 2 });
  expect(await classNames()).toEqual(['cardboard', 'glass', 'paper', 'metal', 'zinc']);
  const { operations } = await listOperations(db(), { datasetId: desk.datasetId, limit: 10, after: null });
  expect(operations[0]).toMatchObject({ kind: 'import', sampleCount: 2, conflictCount: 1, labelClass: null });
  expect(await readLabels(database.pool, desk.datasetId)).toHaveProperty('size', 4);
});

it('is no step of undo', async () => {
  await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0)] });
  await apply('labels', [{ sampleId: at(1), className: 'paper' }]);
  expect((await desk.undoAs()).reverted.seq).toBe(1);
  await expect(desk.undoAs()).rejects.toThrow('Nothing is left to undo');
});

it('writes suggestions that never count as labels, and the same ones once', async () => {
  const rows = [
    { sampleId: at(0), className: 'glass' },
    { sampleId: at(0), className: 'glass' },
    { sampleId: at(0), className: 'paper' },
  ];
  const { answer, importId } = await apply('suggestions', rows);
  expect(answer).toEqual({ appliedCount: 2, keptCount: 0, unusableCount: 0 });
  const sql = 'SELECT confidence, "labelSource", "sourceId" FROM "Suggestion" WHERE "datasetId" = $1';
  const suggestions = await database.pool.query(sql, [desk.datasetId]);
  expect(suggestions.rows).toEqual(Array(2).fill({ confidence: null, labelSource: 'import', sourceId: importId }));
  expect(await readLabels(database.pool, desk.datasetId)).toHaveProperty('size', 0);
  expect(await desk.revision()).toBe(0);
});

it('cuts many labels into operations of at most 10,000', async () => {
  const sampleIds = await makeSamples(database.pool, desk.datasetId, {
    texts: Array.from({ length: 12_000 }, (_, index) => `many ${index}`),
  });
  const { answer } = await apply(
    'labels',
    sampleIds.map((sampleId, index) => ({ sampleId, className: `class ${index % 77}` })),
  );
  expect(answer.appliedCount).toBe(12_000);
  const { operations } = await listOperations(db(), { datasetId: desk.datasetId, limit: 10, after: null });
  expect(operations.map((operation) => operation.sampleCount)).toEqual([2_000, 10_000]);
});
