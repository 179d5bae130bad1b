import { expect, test } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { listQueue } from '@/lib/groups/queue-repo.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeClusterRun, makeEmbeddingModel } from '@/tests/support/rows';

const database = useTestDatabase();

test('exceptions labeled on the spot suggest nothing for the rest of their cluster, other labels do', async () => {
  const { pool, db } = database;
  const desk = await makeDesk(pool, { count: 20 });
  const { datasetId, sampleIds } = desk;
  const modelId = await makeEmbeddingModel(pool);
  await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: 1 });
  const read = async () => {
    const { clusters } = await listQueue(db, await openDataset(db, datasetId));
    return clusters[0] ?? expect.fail('There is no cluster.');
  };
  const group = { source: 'cluster' as const, id: (await read()).id };
  const label = (from: number, labelClassId: string, more: object) =>
    desk.act({ kind: 'label', labelClassId, sampleIds: sampleIds.slice(from, from + 5), ...more });

  await label(0, desk.glass, { group });
  expect(await read()).toMatchObject({ suggestion: null, labeledAs: [{ labelClassId: desk.glass, count: 5 }] });

  await label(5, desk.paper, {});
  expect((await read()).suggestion).toEqual({ labelClassId: desk.paper, share: 1, knownCount: 5, from: 'person' });

  await label(10, desk.paper, { group });
  const labeledAs = [
    { labelClassId: desk.paper, count: 10 },
    { labelClassId: desk.glass, count: 5 },
  ];
  expect(await read()).toMatchObject({ labeledAs, suggestion: { knownCount: 5 } });
});
