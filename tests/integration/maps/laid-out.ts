import { beforeAll, beforeEach, expect } from 'vitest';
import * as mapRoute from '@/app/api/datasets/[datasetId]/map/route';
import { buildBundles } from '@/bin/bundles';
import { models } from '@/lib/embeddings/models';
import { ensureModel } from '@/lib/embeddings/repo.server';
import { jobHandlers } from '@/lib/maps/jobs.server';
import type { MapAnswer } from '@/lib/maps/map';
import { createRandom } from '@/lib/math/random';
import { type TestDatabase, useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset, makeEmbeddings, makeSamples } from '@/tests/support/rows';

/** A database for maps, empty before each test, and the bundles that its jobs run. */
export function useMapDatabase(): TestDatabase {
  const database = useTestDatabase();
  beforeAll(buildBundles);
  beforeEach(() => database.clear());
  return database;
}

type Handler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Asks a route as Ada. */
export function call(handler: Handler, params: Record<string, string>, { query = '', headers = {} } = {}) {
  const request = new Request(`http://localhost/api${query}`, { headers: { 'X-Person': 'Ada', ...headers } });
  return handler(request, { params: Promise.resolve(params) });
}

/** What a route answers. */
export async function answer<T>(response: Promise<Response>): Promise<T> {
  const { status, ok } = await response;
  const json = await (await response).json();
  expect(ok, `${status}: ${JSON.stringify(json)}`).toBe(true);
  return json as T;
}

/** Embedded texts around three directions, in turn. */
export async function makeMapped({ db, pool }: Pick<TestDatabase, 'db' | 'pool'>, count: number) {
  const datasetId = await makeDataset(pool);
  const sampleIds = await makeSamples(pool, datasetId, { count });
  const { id: modelId, dimension } = await ensureModel(db, models.text);
  const random = createRandom(3);
  const vectors = sampleIds.map((_, i) => {
    const vector = Float32Array.from({ length: dimension }, () => 0.05 * (random() - 0.5));
    vector[(i % 3) * 40] = 1;
    return vector;
  });
  await makeEmbeddings(pool, { modelId, sampleIds, dimension, vectors });
  return { datasetId, sampleIds, modelId };
}

export const readStatus = (datasetId: string) => answer<MapAnswer>(call(mapRoute.GET, { datasetId }));
export const startMap = (datasetId: string) => answer<MapAnswer>(call(mapRoute.POST, { datasetId }));

/** Lays the dataset out; answers the id of the map. */
export async function layOut(datasetId: string): Promise<string> {
  await startMap(datasetId);
  await drainJobs(jobHandlers);
  const { status: reached, map } = await readStatus(datasetId);
  expect(reached).toBe('ready');
  return map?.id ?? '';
}
