import { expect, test } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { openCluster } from '@/lib/groups/open-repo.server';
import { listQueue } from '@/lib/groups/queue-repo.server';
import { createRandom } from '@/lib/math/random';
import { useTestDatabase } from '@/tests/support/database';
import {
  makeClasses,
  makeClusterRun,
  makeDataset,
  makeEmbeddingModel,
  makePerson,
  makeSamples,
} from '@/tests/support/rows';

const database = useTestDatabase();

test('the queue counts in every cluster what the cluster itself counts, and an older run and another dataset do not count', async () => {
  const { pool, db } = database;
  const datasetId = await makeDataset(pool);
  const sampleIds = await makeSamples(pool, datasetId, { count: 120 });
  const modelId = await makeEmbeddingModel(pool);
  await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: 3 });
  await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: 7 });
  const other = await makeDataset(pool, { name: 'Other' });
  const otherIds = await makeSamples(pool, other, { count: 10 });
  await makeClusterRun(pool, { datasetId: other, modelId, sampleIds: otherIds, clusterCount: 2 });
  const classes = await makeClasses(pool, datasetId, ['glass', 'paper']);
  const { personId } = await makePerson(pool);
  const random = createRandom(3);
  const pick = (share: number) => sampleIds.filter(() => random() < share);
  const classOf = () => classes[random() < 0.5 ? 0 : 1]?.id;
  for (const id of pick(0.4)) {
    await pool.query(
      `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
       VALUES ($1, $2, $3, 'person', gen_random_uuid(), $4, now())`,
      [id, classOf(), datasetId, personId],
    );
  }
  for (const id of pick(0.3)) {
    await pool.query(
      `INSERT INTO "Suggestion" ("sampleId", "labelClassId", "labelSource", "sourceId", "datasetId")
       VALUES ($1, $2, 'import', gen_random_uuid(), $3)`,
      [id, classOf(), datasetId],
    );
  }
  for (const id of pick(0.2)) {
    await pool.query(
      `INSERT INTO "Exclusion" ("sampleId", "labelClassId", "datasetId", "operationId", "personId", "decidedAt")
       VALUES ($1, $2, $3, gen_random_uuid(), $4, now())`,
      [id, classOf(), datasetId, personId],
    );
  }
  const deleted = pick(0.15);
  await pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = ANY ($1::uuid[])', [deleted]);
  const purged = sampleIds.find((id) => !deleted.includes(id));
  await pool.query('DELETE FROM "Sample" WHERE id = $1', [purged]);

  const { clusters } = await listQueue(db, await openDataset(db, datasetId));
  expect(clusters).toHaveLength(7);
  expect(clusters.reduce((sum, { size }) => sum + size, 0)).toBe(120 - deleted.length - 1);
  for (const { done: _, coarseNumber: __, parked: ___, ...listed } of clusters) {
    const opened = await openCluster(db, listed.id);
    expect(listed).toEqual(opened.head);
    expect(listed.size).toBe(opened.sampleIds.length);
    expect(listed.labeledCount).toBe(opened.labelClassIds.filter((id) => id !== null).length);
  }
});
