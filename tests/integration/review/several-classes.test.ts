import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { openCluster } from '@/lib/groups/open-repo.server';
import { listQueue } from '@/lib/groups/queue-repo.server';
import { decide } from '@/lib/labels/decide.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeClusterRun, makeEmbeddingModel } from '@/tests/support/rows';

const database = useTestDatabase();

test('a group counts every class of its samples, each sample once, and a class can be taken from all of them', async () => {
  const { pool, db } = database;
  const desk = await makeDesk(pool, { count: 12 });
  const { datasetId, sampleIds, glass, paper, ada } = desk;
  await pool.query('UPDATE "Dataset" SET "isMultiLabel" = true WHERE id = $1', [datasetId]);
  const dataset = await openDataset(db, datasetId);
  const modelId = await makeEmbeddingModel(pool);
  const { clusters } = await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: 1 });
  const clusterId = clusters[0]?.id ?? '';
  const act = async (kind: 'label' | 'accept' | 'clear', labelClassId: string, ids: string[]) =>
    decide(db, {
      dataset,
      actor: ada,
      decision: { kind, labelClassId, sampleIds: ids, idempotencyKey: randomUUID(), revision: await desk.revision() },
    });
  const look = async () => {
    const { head, allLabelClassIds } = await openCluster(db, clusterId);
    const queued = (await listQueue(db, dataset)).clusters.find(({ id }) => id === clusterId);
    expect(queued).toMatchObject({ size: head.size, labeledCount: head.labeledCount, labeledAs: head.labeledAs });
    const as = Object.fromEntries(head.labeledAs.map((one) => [one.labelClassId, one.count]));
    return { size: head.size, labeledCount: head.labeledCount, as, carried: allLabelClassIds };
  };
  await act('accept', glass, sampleIds.slice(0, 8));
  await act('label', paper, sampleIds.slice(5, 10));
  const both = await look();
  expect(both).toMatchObject({ size: 12, labeledCount: 10, as: { [glass]: 8, [paper]: 5 } });
  expect(both.carried?.filter((ids) => ids?.length === 2)).toHaveLength(3);
  await act('clear', glass, sampleIds.slice(5, 8));
  expect(await look()).toMatchObject({ labeledCount: 10, as: { [glass]: 5, [paper]: 5 } });
  await act('clear', paper, sampleIds.slice(5, 10));
  expect(await look()).toMatchObject({ labeledCount: 5, as: { [glass]: 5 } });
});
