import { beforeEach, expect, test } from 'vitest';
import { countClusters, listQueue } from '@/lib/groups/queue-repo.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeClusterRun, makeEmbeddingModel } from '@/tests/support/rows';

const database = useTestDatabase();
beforeEach(() => database.clear());

test('a cluster is done when what is not labeled was excluded by hand, and open again when that is taken back', async () => {
  const { pool } = database;
  const desk = await makeDesk(pool, { count: 20 });
  const { datasetId, sampleIds, glass } = desk;
  await makeClusterRun(pool, { datasetId, modelId: await makeEmbeddingModel(pool), sampleIds, clusterCount: 2 });
  await desk.act({ kind: 'accept', labelClassId: glass, sampleIds: sampleIds.slice(0, 9) });
  const isDone = async () =>
    (await listQueue(database.db, desk.dataset)).clusters.map(({ number, done }) => [number, done]);
  expect((await countClusters(database.db, datasetId)).clustersLeft).toBe(2);
  await desk.act({ kind: 'exclude', labelClassId: glass, sampleIds: sampleIds.slice(9, 10) });
  expect(await isDone()).toEqual([
    [2, false],
    [1, true],
  ]);
  expect((await countClusters(database.db, datasetId)).clustersLeft).toBe(1);
  await desk.undoAs();
  expect((await isDone()).every(([, done]) => done === false)).toBe(true);
});
