import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { config } from '@/lib/config.server';
import { db } from '@/lib/db/client.server';
import { useTestDatabase } from '@/tests/support/database';
import {
  makeClasses,
  makeClusterRun,
  makeDataset,
  makeEmbeddingModel,
  makeEmbeddings,
  makeSamples,
} from '@/tests/support/rows';

const test = useTestDatabase();

describe('the test database', () => {
  beforeEach(() => test.clear());

  it('is the database of the process, with a data directory of its own', async () => {
    const datasetId = await makeDataset(test.pool, { name: 'One' });
    expect((await db().dataset.findUniqueOrThrow({ where: { id: datasetId } })).name).toBe('One');
    expect(config().paths.data).toBe(test.dataDir);
    expect(existsSync(config().paths.staging)).toBe(true);
  });

  it('has the tables of the queue', async () => {
    const { rows } = await test.pool.query('SELECT count(*)::int AS count FROM graphile_worker.jobs');
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('makes whole rows', async () => {
    const datasetId = await makeDataset(test.pool);
    await makeClasses(test.pool, datasetId, ['a', 'b']);
    const classes = await makeClasses(test.pool, datasetId, ['c']);
    expect(classes.map(({ slot }) => slot)).toEqual([2]);
    const sampleIds = await makeSamples(test.pool, datasetId, { count: 10 });
    const modelId = await makeEmbeddingModel(test.pool);
    await makeEmbeddings(test.pool, { modelId, sampleIds });
    const { clusters } = await makeClusterRun(test.pool, { datasetId, modelId, sampleIds });
    expect(clusters.map((cluster) => cluster.sampleIds.length)).toEqual([4, 4, 2]);
    expect(await db().clusterMember.count()).toBe(10);
    expect((await db().dataset.findUniqueOrThrow({ where: { id: datasetId } })).sampleCount).toBe(10);
  });
});
