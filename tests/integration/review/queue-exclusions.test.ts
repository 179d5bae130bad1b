import { beforeEach, expect, test } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { countClusters, listQueue } from '@/lib/groups/queue-repo.server';
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
beforeEach(() => database.clear());

test('a cluster is done when what is not labeled was excluded by hand, and open again when that is taken back', async () => {
  const { pool } = database;
  const datasetId = await makeDataset(pool);
  const sampleIds = await makeSamples(pool, datasetId, { count: 20 });
  const modelId = await makeEmbeddingModel(pool);
  await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: 2 });
  const [glass] = await makeClasses(pool, datasetId, ['glass']);
  const { personId } = await makePerson(pool);
  const given = [datasetId, personId, glass?.id];
  await pool.query(
    `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
     SELECT id, $3, $1, 'person', gen_random_uuid(), $2, now() FROM unnest($4::uuid[]) AS given (id)`,
    [...given, sampleIds.slice(0, 9)],
  );
  const isDone = async () =>
    (await listQueue(database.db, await openDataset(database.db, datasetId))).clusters.map(({ number, done }) => [
      number,
      done,
    ]);
  expect((await countClusters(database.db, datasetId)).clustersLeft).toBe(2);
  await pool.query(
    `INSERT INTO "Exclusion" ("sampleId", "labelClassId", "datasetId", "operationId", "personId", "decidedAt")
     VALUES ($4, $3, $1, gen_random_uuid(), $2, now())`,
    [...given, sampleIds[9]],
  );
  expect(await isDone()).toEqual([
    [2, false],
    [1, true],
  ]);
  expect((await countClusters(database.db, datasetId)).clustersLeft).toBe(1);
  await pool.query(`DELETE FROM "Exclusion" WHERE "sampleId" = $1`, [sampleIds[9]]);
  expect((await isDone()).every(([, done]) => done === false)).toBe(true);
});
