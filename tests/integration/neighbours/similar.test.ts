import { randomUUID } from 'node:crypto';
import { readdir, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as nearDuplicates from '@/app/api/datasets/[datasetId]/near-duplicates/route';
import * as importDuplicates from '@/app/api/imports/[importId]/near-duplicates/route';
import * as similar from '@/app/api/samples/[sampleId]/similar/route';
import { buildBundles } from '@/bin/bundles';
import { config } from '@/lib/config.server';
import { database as openedDatabase } from '@/lib/db/client.server';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { findNearestByForce } from '@/lib/math/neighbours/brute-force';
import { createRandom } from '@/lib/math/random';
import { neighbourCalls } from '@/lib/neighbours/calls.server';
import { SimilarKeeper } from '@/lib/neighbours/similar-keeper.server';
import type { ShownDuplicates } from '@/lib/review/near-duplicates';
import type { SimilarSamples } from '@/lib/review/similar';
import { useTestDatabase } from '@/tests/support/database';
import {
  makeClusterRun,
  makeDataset,
  makeEmbeddingModel,
  makeEmbeddings,
  makeImport,
  makePerson,
  makeSamples,
} from '@/tests/support/rows';
import { joinWorker } from '@/tests/support/worker-line';

const database = useTestDatabase();
const dimension = 19;
const count = 203;
type Embedded = { datasetId: string; modelId: string; ids: string[]; vectors: Float32Array[] };
let made: Embedded;
let calls: ReturnType<typeof neighbourCalls>;
let worker: ReturnType<typeof joinWorker>;

/** Samples embedded by a model that the dataset chose; the last two have vectors of zeros. */
async function makeEmbedded(sampleCount: number): Promise<Embedded> {
  const random = createRandom(5);
  const datasetId = await makeDataset(database.pool);
  const modelId = await makeEmbeddingModel(database.pool, { dimension });
  await database.pool.query('UPDATE "Dataset" SET "modelId" = $2 WHERE id = $1', [datasetId, modelId]);
  const ids = await makeSamples(database.pool, datasetId, { count: sampleCount });
  const vectors: Float32Array[] = ids.map((_, row) =>
    Float32Array.from({ length: dimension }, () => (row >= sampleCount - 2 ? 0 : random() - 0.5)),
  );
  // 3 is 0 but for its length; 4 is nearly 0; 5 is nearly 4.
  vectors[3] = (vectors[0] as Float32Array).map((value) => 2 * value);
  vectors[4] = (vectors[0] as Float32Array).map((value, i) => value + (i === 0 ? 0.05 : 0));
  vectors[5] = (vectors[4] as Float32Array).map((value, i) => value + (i === 1 ? 0.05 : 0));
  await makeEmbeddings(database.pool, { modelId, sampleIds: ids, vectors });
  return { datasetId, modelId, ids, vectors };
}

async function get(route: { GET: typeof similar.GET }, params: Record<string, string>, query = '') {
  const response = await route.GET(new Request(`http://localhost/x${query}`), { params: Promise.resolve(params) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** Asks until the embeddings are read. */
async function askSimilar(sampleId: string, query = ''): Promise<SimilarSamples> {
  for (;;) {
    const { status, json } = await get(similar, { sampleId }, query);
    expect(json, JSON.stringify(json)).not.toHaveProperty('error');
    expect(status).toBe(200);
    const answer = json as unknown as SimilarSamples;
    if (answer.state !== 'loading') return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

beforeAll(async () => {
  await buildBundles();
  made = await makeEmbedded(count);
  calls = neighbourCalls(openedDatabase());
  worker = joinWorker(calls.handlers);
});

afterAll(() => calls.close());

describe('similar samples', () => {
  it('are the nearest of the whole dataset by cosine, nearest first', async () => {
    const { ids, vectors, datasetId, modelId } = made;
    await makeClusterRun(database.pool, { datasetId, modelId, sampleIds: ids.slice(0, 6), clusterCount: 2 });
    const values = Float32Array.from(vectors.flatMap((vector) => [...vector]));
    const rows = { values, rowCount: count, columnCount: dimension };
    const truth = findNearestByForce({ rows, k: 24, metric: 'cosine' });
    for (const row of [0, 77, 200]) {
      const { state, similar: found } = await askSimilar(ids[row] ?? '');
      expect(state).toBe('found');
      expect(found.map(({ id }) => ids.indexOf(id))).toEqual([...truth.rows.subarray(row * 24, row * 24 + 24)]);
      const measures = found.map(({ similarity }) => Math.fround(similarity));
      expect(measures).toEqual([...truth.measures.subarray(row * 24, row * 24 + 24)]);
    }
    const first = await askSimilar(ids[0] ?? '', '?limit=2');
    expect(first).toMatchObject({ clusterTitle: 'Cluster 1', similar: [{ id: ids[3] }, { id: ids[4] }] });
    expect(first.similar[0]?.similarity).toBeCloseTo(1, 6);
  });

  it('leave out what is deleted, and take in what was embedded since', async () => {
    const { ids, datasetId, modelId, vectors } = made;
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [ids[3]]);
    const without = await askSimilar(ids[0] ?? '', '?limit=1');
    expect(without.similar.map(({ id }) => id)).toEqual([ids[4]]);
    const [late = ''] = await makeSamples(database.pool, datasetId, { texts: ['a late one'] });
    expect(await askSimilar(late)).toMatchObject({ state: 'not-embedded', similar: [] });
    await makeEmbeddings(database.pool, { modelId, sampleIds: [late], vectors: [vectors[0] as Float32Array] });
    const found = await askSimilar(late, '?limit=1');
    expect(found).toMatchObject({ state: 'found', similar: [{ id: ids[0] }] });
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = NULL WHERE id = $1', [ids[3]]);
  });

  it('are none for a vector of zeros, and refused for what there is not', async () => {
    expect(await askSimilar(made.ids[count - 1] ?? '')).toMatchObject({ state: 'no-direction', similar: [] });
    expect((await get(similar, { sampleId: randomUUID() })).status).toBe(404);
    expect((await get(similar, { sampleId: 'x' })).status).toBe(400);
    expect((await get(similar, { sampleId: made.ids[0] ?? '' }, '?limit=101')).status).toBe(400);
  });
});

describe('the memory for similar samples', () => {
  const mib = 1024 * 1024;
  const open = async (keeper: SimilarKeeper, { datasetId, modelId, ids }: Embedded) => {
    for (;;) {
      const { state } = await keeper.ask({ datasetId, modelId, dimension }, ids[0] ?? '', 1);
      if (state !== 'loading') return state;
    }
  };

  it('holds what fits, and lets go of what was asked about longest ago', async () => {
    const keeper = new SimilarKeeper(openedDatabase(), 100 * mib);
    const datasets = [made, await makeEmbedded(10), await makeEmbedded(12)] as const;
    for (const dataset of datasets) expect(await open(keeper, dataset)).toBe('found');
    expect(keeper.heldBytes).toBeGreaterThan(2 * 48 * mib);
    expect(keeper.heldBytes).toBeLessThan(100 * mib);
    expect(await open(keeper, datasets[0])).toBe('found');
    await keeper.close();
  });

  it('says when one dataset alone needs more', async () => {
    const keeper = new SimilarKeeper(openedDatabase(), 40 * mib);
    await expect(open(keeper, made)).rejects.toThrow('and SIMILAR_MEMORY_BYTES allows 40 MiB');
    expect(keeper.heldBytes).toBe(0);
    await keeper.close();
  });
});

describe('near-duplicates', () => {
  it('come as groups with their counts once the worker has them', async () => {
    const ask = async () =>
      (await get(nearDuplicates, { datasetId: made.datasetId }, '?threshold=0.97')).json as unknown as ShownDuplicates;
    let answer = await ask();
    while (answer.state === 'computing') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await ask();
    }
    expect(answer).toMatchObject({ state: 'found', threshold: 0.97, recall: 1, groupCount: 1 });
    expect(answer.groups[0]?.members.slice(0, 4).map(({ id }) => id)).toEqual([0, 3, 4, 5].map((row) => made.ids[row]));
    expect(answer.groups[0]?.count).toBe(answer.sampleCount);
    const params = { datasetId: made.datasetId };
    expect((await get(nearDuplicates, params, '?threshold=0.2')).status).toBe(400);
    expect((await get(nearDuplicates, { datasetId: randomUUID() })).status).toBe(404);
  });
});

describe('near-duplicates of an import', () => {
  const ask = async (importId: string) => {
    for (;;) {
      const { status, json } = await get(importDuplicates, { importId });
      expect(status, JSON.stringify(json)).toBe(200);
      if (json.state !== 'computing') return json;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  /** An import that brought the first of its samples in this order; 0, 3, 4 and 5 are nearly the same. */
  const makeBringing = async ({ datasetId }: Embedded, sampleIds: string[]) => {
    const { personId } = await makePerson(database.pool);
    const importId = await makeImport(database.pool, datasetId, personId);
    await database.pool.query(`UPDATE "Import" SET status = 'committed' WHERE id = $1`, [importId]);
    await database.pool.query('UPDATE "Sample" SET "importId" = $1 WHERE id = ANY($2)', [importId, sampleIds]);
    return importId;
  };

  it('are counted once its samples are embedded, and then kept', async () => {
    const embedded = await makeEmbedded(count);
    const { ids, datasetId } = embedded;
    const importId = await makeBringing(embedded, [ids[0] ?? '', ids[3] ?? '', ids[9] ?? '']);
    const [late = ''] = await makeSamples(database.pool, datasetId, { texts: ['not embedded'] });
    expect(await ask(importId)).toEqual({ state: 'not-embedded' });
    await database.pool.query('DELETE FROM "SampleOrigin" WHERE "sampleId" = $1', [late]);
    await database.pool.query('DELETE FROM "Sample" WHERE id = $1', [late]);
    const counted = { state: 'found', threshold: 0.95, groupCount: 1, sampleCount: 2, withOthersCount: 2 };
    expect(await ask(importId)).toMatchObject(counted);
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [ids[3]]);
    expect(await ask(importId)).toMatchObject(counted);
  });

  it('wait for jobs that come first, and are none of an import that is not there', async () => {
    const embedded = await makeEmbedded(20);
    const importId = await makeBringing(embedded, embedded.ids.slice(0, 4));
    const payload = { datasetId: embedded.datasetId, k: null, seed: 1 };
    await enqueueJob(openedDatabase().db, { kind: 'cluster', payload, datasetId: embedded.datasetId });
    expect(await ask(importId)).toEqual({ state: 'waiting' });
    expect((await get(importDuplicates, { importId: randomUUID() })).status).toBe(404);
  });
});

it('answers the same after its files were cut off or taken away, and never with an error', async () => {
  const { ids, datasetId } = made;
  const asIds = async () => (await askSimilar(ids[77] ?? '')).similar.map(({ id }) => id);
  const before = await asIds();
  const folder = path.join(config().paths.cache, datasetId);
  const findFiles = async () =>
    (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('vectors.f32'));
  for (const damage of [
    (file: string) => truncate(file, 40),
    (file: string) => rm(path.dirname(file), { recursive: true }),
  ]) {
    const files = await findFiles();
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) await damage(path.join(folder, file));
    // Another threshold, so that the groups are sought anew while the files are in that state.
    const threshold = 0.9 + files.length / 1_000 + Math.random() / 100;
    const duplicates = get(nearDuplicates, { datasetId }, `?threshold=${threshold}`);
    expect(await asIds()).toEqual(before);
    expect((await duplicates).json).not.toHaveProperty('error');
    let answer = (await duplicates).json as unknown as ShownDuplicates;
    while (answer.state === 'computing') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const { json } = await get(nearDuplicates, { datasetId }, `?threshold=${threshold}`);
      expect(json).not.toHaveProperty('error');
      answer = json as unknown as ShownDuplicates;
    }
    expect(answer.groupCount).toBeGreaterThan(0);
  }
});

it('is told when the worker does not run', async () => {
  worker.stopWorker();
  const { status, json } = await get(similar, { sampleId: made.ids[0] ?? '' });
  expect({ status, json }).toMatchObject({
    status: 503,
    json: { error: { kind: 'unavailable', message: expect.stringContaining('not running now') } },
  });
});
