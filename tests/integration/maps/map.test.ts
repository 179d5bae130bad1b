import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as mapRoute from '@/app/api/datasets/[datasetId]/map/route';
import * as pointsRoute from '@/app/api/maps/[mapId]/points/route';
import { idsAt } from '@/lib/embeddings/id-bytes';
import { models } from '@/lib/embeddings/models';
import { cancelJob, enqueueJob, getJob, pauseJob, resumeJob } from '@/lib/jobs/repo.server';
import { runJob } from '@/lib/jobs/run-job.server';
import { jobHandlers } from '@/lib/maps/jobs.server';
import { removeMapFile } from '@/lib/maps/map-file.server';
import { decodeMap } from '@/lib/maps/map-format';
import { call, layOut, makeMapped, readStatus, startMap, useMapDatabase } from '@/tests/integration/maps/laid-out';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset, makeEmbeddings, makeIds, makeSamples } from '@/tests/support/rows';

const database = useMapDatabase();

describe('the job', () => {
  test('lays samples out: near ones near, each once, in the square', async () => {
    const { datasetId, sampleIds } = await makeMapped(database, 60);
    expect(await readStatus(datasetId)).toEqual({ status: 'none', job: null, map: null });
    const queued = await startMap(datasetId);
    expect(queued).toMatchObject({ status: 'queued', map: null });
    expect((await startMap(datasetId)).job?.id).toBe(queued.job?.id);
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
    const { datasetId, modelId } = await makeMapped(database, 30);
    const mapId = await layOut(datasetId);
    expect(await layOut(datasetId)).toBe(mapId);
    const [added] = await makeSamples(database.pool, datasetId, { texts: ['one more'] });
    expect((await readStatus(datasetId)).map).toMatchObject({ id: mapId, sampleCount: 30, missingCount: 1 });
    const vector = Float32Array.from({ length: models.text.dimension }, (_, i) => (i === 5 ? 1 : 0));
    await makeEmbeddings(database.pool, { modelId, sampleIds: [added ?? ''], vectors: [vector] });
    const newer = await layOut(datasetId);
    expect(newer).not.toBe(mapId);
    expect((await readStatus(datasetId)).map).toMatchObject({ sampleCount: 31, missingCount: 0 });
    expect((await call(pointsRoute.GET, { mapId })).status).toBe(200);
  });

  test('computes again what the cache let go', async () => {
    const { datasetId } = await makeMapped(database, 20);
    const mapId = await layOut(datasetId);
    const { map } = await readStatus(datasetId);
    await removeMapFile({ datasetId, key: map?.key ?? '' });
    expect((await readStatus(datasetId)).status).toBe('none');
    expect((await call(pointsRoute.GET, { mapId })).status).toBe(503);
    const again = await layOut(datasetId);
    expect((await readStatus(datasetId)).map).toMatchObject({ id: again, key: map?.key });
  });

  test('fails with a sentence when nothing is embedded, and says so until a map is made', async () => {
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, { count: 3 });
    await startMap(datasetId);
    await drainJobs(jobHandlers);
    const { status: reached, job } = await readStatus(datasetId);
    expect(reached).toBe('none');
    expect(job?.message).toContain('no embedded samples to map');
  });

  test('waits for the embedding, and refuses an empty dataset', async () => {
    const { datasetId } = await makeMapped(database, 5);
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
      const { datasetId } = await makeMapped(database, 3_000);
      const jobId = (await startMap(datasetId)).job?.id ?? '';
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
      expect(await readStatus(datasetId)).toMatchObject(left);
    },
  );

  test('paused while it waits, it goes on when it is resumed', async () => {
    const { datasetId } = await makeMapped(database, 12);
    const { job } = await startMap(datasetId);
    await pauseJob(database.db, job?.id ?? '');
    expect((await readStatus(datasetId)).job?.status).toBe('paused');
    await resumeJob(database.db, job?.id ?? '');
    await drainJobs(jobHandlers);
    expect((await readStatus(datasetId)).status).toBe('ready');
  });
});

describe('points', () => {
  test('may be kept by the browser for good', async () => {
    const { datasetId } = await makeMapped(database, 9);
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
