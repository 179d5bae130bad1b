import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as mapRoute from '@/app/api/datasets/[datasetId]/map/route';
import * as coloursRoute from '@/app/api/maps/[mapId]/colours/route';
import * as legendRoute from '@/app/api/maps/[mapId]/legend/route';
import * as pointsRoute from '@/app/api/maps/[mapId]/points/route';
import * as titlesRoute from '@/app/api/maps/[mapId]/titles/route';
import { buildBundles } from '@/bin/bundles';
import { idsAt } from '@/lib/embeddings/id-bytes';
import { models } from '@/lib/embeddings/models';
import { ensureModel } from '@/lib/embeddings/repo.server';
import { cancelJob, enqueueJob, getJob, pauseJob, resumeJob } from '@/lib/jobs/repo.server';
import { runJob } from '@/lib/jobs/run-job.server';
import { jobHandlers } from '@/lib/maps/jobs.server';
import { goneColour, type MapAnswer, type MapLegend, type MapTitles } from '@/lib/maps/map';
import { removeMapFile } from '@/lib/maps/map-file.server';
import { decodeMap } from '@/lib/maps/map-format';
import { splitColours } from '@/lib/maps/map-further';
import { createRandom } from '@/lib/math/random';
import { enterMetadata } from '@/lib/samples/metadata-repo.server';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import {
  makeClasses,
  makeClusterRun,
  makeDataset,
  makeEmbeddings,
  makeIds,
  makePerson,
  makeSamples,
} from '@/tests/support/rows';

const database = useTestDatabase();

beforeAll(buildBundles);
beforeEach(() => database.clear());

type Handler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

function call(handler: Handler, params: Record<string, string>, { query = '', headers = {} } = {}) {
  const request = new Request(`http://localhost/api${query}`, { headers: { 'X-Person': 'Ada', ...headers } });
  return handler(request, { params: Promise.resolve(params) });
}

async function answer<T>(response: Promise<Response>): Promise<T> {
  const { status, ok } = await response;
  const json = await (await response).json();
  expect(ok, `${status}: ${JSON.stringify(json)}`).toBe(true);
  return json as T;
}

/** Embedded texts around three directions, in turn. */
async function makeMapped(count: number) {
  const datasetId = await makeDataset(database.pool);
  const sampleIds = await makeSamples(database.pool, datasetId, { count });
  const { id: modelId, dimension } = await ensureModel(database.db, models.text);
  const random = createRandom(3);
  const vectors = sampleIds.map((_, i) => {
    const vector = Float32Array.from({ length: dimension }, () => 0.05 * (random() - 0.5));
    vector[(i % 3) * 40] = 1;
    return vector;
  });
  await makeEmbeddings(database.pool, { modelId, sampleIds, dimension, vectors });
  return { datasetId, sampleIds, modelId };
}

const status = (datasetId: string) => answer<MapAnswer>(call(mapRoute.GET, { datasetId }));
const start = (datasetId: string) => answer<MapAnswer>(call(mapRoute.POST, { datasetId }));

async function layOut(datasetId: string): Promise<string> {
  await start(datasetId);
  await drainJobs(jobHandlers);
  const { status: reached, map } = await status(datasetId);
  expect(reached).toBe('ready');
  return map?.id ?? '';
}

async function coloursOf(mapId: string, by: string): Promise<number[]> {
  const response = await call(coloursRoute.GET, { mapId }, { query: `?by=${encodeURIComponent(by)}` });
  expect(response.status).toBe(200);
  return [...new Uint16Array(await response.arrayBuffer())];
}

const legendOf = (mapId: string, by: string) =>
  answer<MapLegend>(call(legendRoute.GET, { mapId }, { query: `?by=${encodeURIComponent(by)}` }));

async function label(datasetId: string, sampleIds: string[], labelClassId: string) {
  const { personId } = await makePerson(database.pool);
  await database.pool.query(
    `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
     SELECT id, $2, $3, 'person', gen_random_uuid(), $4, now() FROM unnest($1::uuid[]) AS given (id)`,
    [sampleIds, labelClassId, datasetId, personId],
  );
  await database.pool.query('UPDATE "Dataset" SET revision = revision + 1 WHERE id = $1', [datasetId]);
}

describe('the job', () => {
  test('lays samples out: near ones near, each once, in the square', async () => {
    const { datasetId, sampleIds } = await makeMapped(60);
    expect(await status(datasetId)).toEqual({ status: 'none', job: null, map: null });
    const queued = await start(datasetId);
    expect(queued).toMatchObject({ status: 'queued', map: null });
    expect((await start(datasetId)).job?.id).toBe(queued.job?.id);
    const mapId = await layOut(datasetId);
    const response = await call(pointsRoute.GET, { mapId });
    const { count, ids, places } = decodeMap(await response.arrayBuffer());
    expect(count).toBe(60);
    expect(idsAt(ids, Array(60).keys())).toEqual(sampleIds);
    expect(Math.max(...places)).toBeLessThanOrEqual(1);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(-1);
    const distance = (a: number, b: number) =>
      Math.hypot(
        (places[2 * a] as number) - (places[2 * b] as number),
        (places[2 * a + 1] as number) - (places[2 * b + 1] as number),
      );
    // Of its ten nearest, hardly one is of another direction.
    const strangers = sampleIds.map((_, row) => {
      const near = sampleIds.map((_, other) => other).sort((a, b) => distance(row, a) - distance(row, b));
      return near.slice(1, 11).filter((other) => other % 3 !== row % 3).length;
    });
    expect(strangers.reduce((sum, each) => sum + each, 0)).toBeLessThan(30);
  });

  test('is not done again while nothing changed, and keeps the map of before while it is', async () => {
    const { datasetId, modelId } = await makeMapped(30);
    const mapId = await layOut(datasetId);
    expect(await layOut(datasetId)).toBe(mapId);
    const [added] = await makeSamples(database.pool, datasetId, { texts: ['one more'] });
    expect((await status(datasetId)).map).toMatchObject({ id: mapId, sampleCount: 30, missingCount: 1 });
    const vector = Float32Array.from({ length: models.text.dimension }, (_, i) => (i === 5 ? 1 : 0));
    await makeEmbeddings(database.pool, { modelId, sampleIds: [added ?? ''], vectors: [vector] });
    const newer = await layOut(datasetId);
    expect(newer).not.toBe(mapId);
    expect((await status(datasetId)).map).toMatchObject({ sampleCount: 31, missingCount: 0 });
    expect((await call(pointsRoute.GET, { mapId })).status).toBe(200);
  });

  test('computes again what the cache let go', async () => {
    const { datasetId } = await makeMapped(20);
    const mapId = await layOut(datasetId);
    const { map } = await status(datasetId);
    await removeMapFile({ datasetId, key: map?.key ?? '' });
    expect((await status(datasetId)).status).toBe('none');
    expect((await call(pointsRoute.GET, { mapId })).status).toBe(503);
    const again = await layOut(datasetId);
    expect((await status(datasetId)).map).toMatchObject({ id: again, key: map?.key });
  });

  test('fails with a sentence when nothing is embedded, and says so until a map is made', async () => {
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, { count: 3 });
    await start(datasetId);
    await drainJobs(jobHandlers);
    const { status: reached, job } = await status(datasetId);
    expect(reached).toBe('none');
    expect(job?.message).toContain('no embedded samples to map');
  });

  test('waits for the embedding, and refuses an empty dataset', async () => {
    const { datasetId } = await makeMapped(5);
    await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain: false }, datasetId });
    expect((await call(mapRoute.POST, { datasetId })).status).toBe(409);
    const empty = await makeDataset(database.pool);
    expect((await call(mapRoute.POST, { datasetId: empty })).status).toBe(400);
  });
});

const lowest = 19;

/** What the threads of this process have as their nice value. */
async function readPriorities(): Promise<number[]> {
  const threads = await readdir('/proc/self/task');
  const stats = threads.map((thread) => readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => ''));
  // After the name in parentheses come the state and 15 numbers before it.
  return (await Promise.all(stats)).map((stat) => Number(stat.split(') ').at(-1)?.split(' ')[16]));
}

describe('a job that is asked to stop', () => {
  test.each([
    ['pause', pauseJob, 'paused'],
    ['cancel', cancelJob, 'cancelled'],
  ] as const)(
    '%s: works at the lowest priority, leaves in the middle, and nothing is half done',
    async (_, ask, end) => {
      const { datasetId } = await makeMapped(3_000);
      const jobId = (await start(datasetId)).job?.id ?? '';
      const setting = { database: { ...database, close: async () => undefined }, handlers: jobHandlers };
      const running = runJob(setting, jobId, new AbortController().signal);
      const readDone = async () => (await getJob(database.db, jobId)).doneCount;
      await expect.poll(readDone, { timeout: 20_000 }).toBeGreaterThan(5);
      if (process.platform === 'linux') expect(await readPriorities()).toContain(lowest);
      await ask(database.db, jobId);
      await running;
      expect(await getJob(database.db, jobId)).toMatchObject({ status: end });
      const files = await readdir(path.join(database.dataDir, 'cache', datasetId));
      expect(files.filter((name) => !name.startsWith('matrix'))).toEqual([]);
      const left = { status: end === 'paused' ? 'queued' : 'none', job: { id: jobId, status: end }, map: null };
      expect(await status(datasetId)).toMatchObject(left);
    },
  );

  test('paused while it waits, it goes on when it is resumed', async () => {
    const { datasetId } = await makeMapped(12);
    const { job } = await start(datasetId);
    await pauseJob(database.db, job?.id ?? '');
    expect((await status(datasetId)).job?.status).toBe('paused');
    await resumeJob(database.db, job?.id ?? '');
    await drainJobs(jobHandlers);
    expect((await status(datasetId)).status).toBe('ready');
  });
});

describe('points', () => {
  test('may be kept by the browser for good', async () => {
    const { datasetId } = await makeMapped(9);
    const mapId = await layOut(datasetId);
    const first = await call(pointsRoute.GET, { mapId });
    expect(first.headers.get('cache-control')).toContain('immutable');
    expect(first.headers.get('content-length')).toBe(String(16 + 9 * 24));
    await first.arrayBuffer();
    const etag = first.headers.get('etag') ?? '';
    expect((await call(pointsRoute.GET, { mapId }, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect((await call(pointsRoute.GET, { mapId: makeIds(1)[0] ?? '' })).status).toBe(404);
  });
});

describe('colours and legends', () => {
  test('by class: labels as they are now, deleted samples marked, counts without them', async () => {
    const { datasetId, sampleIds } = await makeMapped(9);
    const mapId = await layOut(datasetId);
    const [glass, paper] = await makeClasses(database.pool, datasetId, ['glass', 'paper']);
    expect(await coloursOf(mapId, 'class')).toEqual(Array(9).fill(0));
    await label(datasetId, sampleIds.slice(0, 3), paper?.id ?? '');
    await label(datasetId, sampleIds.slice(2, 4), glass?.id ?? '');
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [sampleIds[0]]);
    await database.pool.query('UPDATE "Dataset" SET "sampleCount" = 8 WHERE id = $1', [datasetId]);
    expect(await coloursOf(mapId, 'class')).toEqual([goneColour, 2, 1, 1, 0, 0, 0, 0, 0]);
    const { entries, revision } = await legendOf(mapId, 'class');
    expect(revision).toBe(2);
    expect(entries).toEqual([
      { value: 0, id: null, name: 'None', slot: null, count: 5 },
      { value: 1, id: glass?.id, name: 'glass', slot: 0, count: 2 },
      { value: 2, id: paper?.id, name: 'paper', slot: 1, count: 1 },
    ]);
    expect(await coloursOf(mapId, 'source')).toEqual([goneColour, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect((await legendOf(mapId, 'source')).entries.map(({ name, count }) => [name, count])).toEqual([
      ['None', 5],
      ['person', 3],
    ]);
  });

  test('where samples carry several classes, each is counted, and comes behind the first ones', async () => {
    const { datasetId, sampleIds } = await makeMapped(6);
    const mapId = await layOut(datasetId);
    await database.pool.query('UPDATE "Dataset" SET "isMultiLabel" = true WHERE id = $1', [datasetId]);
    const [glass, paper, metal] = await makeClasses(database.pool, datasetId, ['glass', 'paper', 'metal']);
    await label(datasetId, sampleIds.slice(0, 3), metal?.id ?? '');
    await label(datasetId, sampleIds.slice(1, 4), glass?.id ?? '');
    await label(datasetId, sampleIds.slice(1, 2), paper?.id ?? '');
    const response = await call(coloursRoute.GET, { mapId }, { query: '?by=class' });
    expect(response.headers.get('X-Point-Count')).toBe('6');
    const { values, further } = splitColours(new Uint16Array(await response.arrayBuffer()), 6);
    expect([...values]).toEqual([3, 1, 1, 1, 0, 0]);
    expect(further).toEqual({ points: Uint32Array.of(1, 1, 2), values: Uint16Array.of(2, 3, 3) });
    const counts = (await legendOf(mapId, 'class')).entries.map(({ name, count }) => [name, count]);
    expect(counts).toEqual([
      ['None', 2],
      ['glass', 3],
      ['paper', 1],
      ['metal', 3],
    ]);
    // All labels came from a person: nothing goes behind.
    expect(await coloursOf(mapId, 'source')).toEqual([1, 1, 1, 1, 0, 0]);
  });

  test('by cluster and by import; samples that came later are passed over', async () => {
    const { datasetId, sampleIds, modelId } = await makeMapped(9);
    const mapId = await layOut(datasetId);
    expect(await coloursOf(mapId, 'cluster')).toEqual(Array(9).fill(0));
    const { runId, clusters } = await makeClusterRun(database.pool, { datasetId, modelId, sampleIds });
    await makeSamples(database.pool, datasetId, { texts: ['late'] });
    expect(await coloursOf(mapId, 'cluster')).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect((await legendOf(mapId, 'cluster')).entries.map(({ id, count }) => [id, count])).toEqual(
      clusters.map(({ id }) => [id, 3]),
    );
    expect(await coloursOf(mapId, 'coarse')).toEqual(Array(9).fill(0));
    const byImport = await coloursOf(mapId, 'import');
    expect(new Set(byImport).size).toBe(1);
    expect((await legendOf(mapId, 'import')).entries).toMatchObject([{ name: 'made.csv', count: 9 }]);
    const { titles } = await answer<MapTitles>(call(titlesRoute.GET, { mapId }));
    expect(titles.map(({ id, level, count }) => [id, level, count])).toEqual(
      clusters.map(({ id }) => [id, 'cluster', 3]),
    );
    await database.pool.query('UPDATE "Cluster" SET "coarseNumber" = 1 WHERE number < 3');
    await database.pool.query('INSERT INTO "CoarseCluster" ("runId", number, title) VALUES ($1, 1, $2)', [
      runId,
      'both',
    ]);
    const [coarse] = (await answer<MapTitles>(call(titlesRoute.GET, { mapId }))).titles;
    expect(coarse).toMatchObject({ title: 'both', level: 'coarse', count: 6 });
  });

  test('by a field of metadata: the most frequent values by name, the rest as others', async () => {
    const { datasetId, sampleIds } = await makeMapped(45);
    const mapId = await layOut(datasetId);
    // 15 values of two samples each, and one more of the first; the rest have none. Texts that SQL could trip over.
    await enter(datasetId, sampleIds, (i) => {
      if (i > 30) return null;
      return { "pla'ce": i === 30 ? "it's \\ 0" : `it's \\ ${i % 15}` };
    });
    const { entries } = await legendOf(mapId, "metadata:pla'ce");
    expect(entries.map(({ value, count }) => [value, count])).toEqual([
      [0, 14],
      [1, 3],
      ...Array.from({ length: 11 }, (_, i) => [i + 2, 2]),
      [13, 6],
    ]);
    expect(entries[1]?.name).toBe("it's \\ 0");
    expect(entries.at(-1)?.name).toBe('Others');
    expect((await coloursOf(mapId, "metadata:pla'ce"))[30]).toBe(1);
    expect(await coloursOf(mapId, 'metadata:unknown')).toEqual(Array(45).fill(0));
    expect((await call(coloursRoute.GET, { mapId }, { query: '?by=size' })).status).toBe(400);
  });

  test('by numbers and dates: in bands of about as many samples', async () => {
    const { datasetId, sampleIds } = await makeMapped(41);
    const mapId = await layOut(datasetId);
    await enter(datasetId, sampleIds, (i) => {
      return i === 40 ? null : { weight: String(i / 2), day: `2026-03-${String(1 + (i % 4)).padStart(2, '0')}` };
    });
    const weights = await legendOf(mapId, 'metadata:weight');
    expect(weights.entries.map(({ name, count }) => [name, count])).toEqual([
      ['None', 1],
      ['0 to 2', 4],
      ['2 to 4.5', 5],
      ['4.5 to 7', 5],
      ['7 to 9.5', 5],
      ['9.5 to 12', 5],
      ['12 to 14.5', 5],
      ['14.5 to 17', 5],
      ['17 to 19.5', 6],
    ]);
    expect((await coloursOf(mapId, 'metadata:weight')).slice(3, 5)).toEqual([1, 2]);
    const days = await legendOf(mapId, 'metadata:day');
    expect(days.entries.map(({ name, count }) => [name, count])).toEqual([
      ['None', 1],
      ['2026-03-01 to 2026-03-02', 10],
      ['2026-03-02 to 2026-03-03', 10],
      ['2026-03-03 to 2026-03-04', 20],
    ]);
  });
});

/** Gives samples metadata as an import would. */
async function enter(datasetId: string, sampleIds: string[], metadataOf: (i: number) => object | null) {
  for (const [i, id] of sampleIds.entries()) {
    const metadata = metadataOf(i);
    if (metadata === null) continue;
    await database.pool.query('UPDATE "SampleOrigin" SET metadata = $2 WHERE "sampleId" = $1', [id, metadata]);
  }
  const { importId } = await database.db.sampleOrigin.findFirstOrThrow({ where: { datasetId } });
  await enterMetadata(database.db, { datasetId, importId });
}
