import { expect, test } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { countFacets } from '@/lib/review/facets-repo.server';
import { listSamples } from '@/lib/review/samples-repo.server';
import { useTestDatabase } from '@/tests/support/database';
import { makeClusterRun, makeDataset, makeEmbeddingModel, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();

async function makeClustered(clusterCount: number, size: number) {
  const { pool } = database;
  const datasetId = await makeDataset(pool);
  const sampleIds = await makeSamples(pool, datasetId, { count: clusterCount * size });
  const modelId = await makeEmbeddingModel(pool);
  const { clusters } = await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount });
  return { dataset: await openDataset(db(), datasetId), sampleIds, clusters };
}

test.each([
  { clusterCount: 60, size: 5 },
  { clusterCount: 55, size: 9 },
  { clusterCount: 20, size: 25 },
])('the farthest 5 % and 1 % of $clusterCount clusters of $size are so many of all samples', async (made) => {
  const { dataset, sampleIds, clusters } = await makeClustered(made.clusterCount, made.size);
  const { outliers } = await countFacets(db(), dataset, {});
  for (const atLeast of [95, 99]) {
    const page = await listSamples(db(), dataset, { filter: { outlier: atLeast }, limit: 500, after: null });
    const found = new Set(page.samples.map(({ id }) => id));
    expect(Math.abs(found.size - (sampleIds.length * (100 - atLeast)) / 100)).toBeLessThanOrEqual(1);
    expect(outliers.find((entry) => entry.atLeast === atLeast)?.count).toBe(found.size);
    for (const cluster of clusters) {
      const count = cluster.sampleIds.filter((id) => found.has(id)).length;
      // The farthest ones of each, and in no cluster more than its share, rounded up.
      expect(cluster.sampleIds.slice(made.size - count).every((id) => found.has(id))).toBe(true);
      expect(count).toBeLessThanOrEqual(Math.ceil((made.size * (100 - atLeast)) / 100));
    }
  }
});
