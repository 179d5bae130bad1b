import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import { Embedder } from '@/lib/embeddings/embedder.server';
import { jobHandlers } from '@/lib/embeddings/jobs.server';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import { models } from '@/lib/embeddings/models';
import { ensureModel } from '@/lib/embeddings/repo.server';
import { readTokenIds } from '@/lib/embeddings/text-input';
import type { HeldJob, JobContext } from '@/lib/jobs/handler.server';
import { StaleJob, StopRequested } from '@/lib/jobs/handler.server';
import { enqueueJob, findOpenJob } from '@/lib/jobs/repo.server';
import { makePictures } from '@/tests/integration/embeddings/pictures';
import { makeTopicTexts } from '@/tests/integration/embeddings/topics';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset, makeSamples } from '@/tests/support/rows';
import { readVectors } from '@/tests/support/vectors';

const database = useTestDatabase();
const texts = makeTopicTexts(42);

beforeAll(buildBundles);
beforeEach(() => database.clear());

const never = new AbortController().signal;

async function embed(datasetId: string, chain = false) {
  await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain }, datasetId });
  const [job] = await drainJobs(jobHandlers);
  return job;
}

async function vectorsOf(datasetId: string, modality: 'text' | 'image') {
  const model = await ensureModel(database.db, models[modality]);
  return readVectors({ datasetId, modelId: model.id, dimension: model.dimension });
}

/** The transaction that wrote each embedding: it changes when a vector is written again. */
async function writersOf(): Promise<Map<string, string>> {
  const { rows } = await database.pool.query<{ id: string; writer: string }>(
    'SELECT "sampleId" AS id, xmin::text AS writer FROM "Embedding"',
  );
  return new Map(rows.map(({ id, writer }) => [id, writer]));
}

async function holdJob(datasetId: string): Promise<HeldJob<'embed'>> {
  const payload = { datasetId, chain: false };
  const id = await enqueueJob(database.db, { kind: 'embed', payload, datasetId });
  await database.db.job.update({ where: { id }, data: { status: 'running', attempt: 1 } });
  return { id, attempt: 1, kind: 'embed', payload, datasetId };
}

function runHeld(job: HeldJob<'embed'>, change: Partial<JobContext<'embed'>> = {}) {
  const close = async () => undefined;
  const opened = { db: database.db, pool: database.pool, close };
  return jobHandlers.embed?.run({ job, database: opened, signal: never, progress: () => undefined, ...change });
}

describe('texts', () => {
  test('every sample gets the vector of its own text, of length 1', async () => {
    const datasetId = await makeDataset(database.pool);
    const sampleIds = await makeSamples(database.pool, datasetId, { texts });
    const job = await embed(datasetId);
    expect(job).toMatchObject({ status: 'succeeded', doneCount: 42, totalCount: 42, unit: 'texts' });
    const loaded = await vectorsOf(datasetId, 'text');
    expect(loaded.sampleIds).toEqual(sampleIds);
    const embedder = await Embedder.open(models.text);
    const tokens = readTokenIds(await readTokenizer(), texts[17] ?? '');
    const alone = await embedder.embed({ kind: 'text', tokens: [tokens] });
    await embedder.close();
    const stored = loaded.vectors.subarray(17 * 512, 18 * 512);
    expect(Math.max(...alone.map((value, i) => Math.abs(value - (stored[i] ?? 9))))).toBeLessThan(1e-5);
    expect(Math.hypot(...stored)).toBeCloseTo(1, 4);
  });

  test('what has a vector is not computed again, and new samples join', async () => {
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, { texts: texts.slice(0, 30) });
    await embed(datasetId);
    const before = await writersOf();
    await makeSamples(database.pool, datasetId, { texts: texts.slice(30) });
    await embed(datasetId);
    const after = await writersOf();
    expect(after.size).toBe(42);
    for (const [id, writer] of before) expect(after.get(id)).toBe(writer);
  });

  test('pause keeps what is done, and the next attempt goes on', async () => {
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, {
      texts: Array.from({ length: 512 }, (_, i) => `sentence ${i} of many`),
    });
    const job = await holdJob(datasetId);
    const stop = new AbortController();
    const progress = ({ done = 0 }: { done?: number }) => {
      if (done > 0) stop.abort(new StopRequested('pause'));
    };
    await expect(runHeld(job, { signal: stop.signal, progress })).rejects.toThrow(StopRequested);
    const before = await writersOf();
    expect(before.size).toBeGreaterThan(0);
    expect(before.size).toBeLessThan(512);
    await runHeld(job);
    const after = await writersOf();
    expect(after.size).toBe(512);
    for (const [id, writer] of before) expect(after.get(id)).toBe(writer);
  });

  test('an attempt that lost the job writes nothing', async () => {
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, { texts: texts.slice(0, 5) });
    const job = await holdJob(datasetId);
    await database.db.job.update({ where: { id: job.id }, data: { attempt: 2 } });
    await expect(runHeld(job)).rejects.toThrow(StaleJob);
    expect((await writersOf()).size).toBe(0);
  });

  test('the chain enqueues clustering once, and not when nothing is new', async () => {
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, { texts: texts.slice(0, 9) });
    await embed(datasetId, true);
    await embed(datasetId, true);
    expect(await database.db.job.count({ where: { datasetId, kind: 'cluster' } })).toBe(1);
    expect(await findOpenJob(database.db, datasetId, 'cluster')).not.toBeNull();
  });

  test('an empty dataset ends well and enqueues nothing', async () => {
    const datasetId = await makeDataset(database.pool);
    expect(await embed(datasetId, true)).toMatchObject({ status: 'succeeded', doneCount: 0 });
    expect(await database.db.job.count({ where: { kind: 'cluster' } })).toBe(0);
  });

  test('a deleted dataset ends the job with a sentence', async () => {
    const datasetId = await makeDataset(database.pool);
    await database.db.dataset.update({ where: { id: datasetId }, data: { deletedAt: new Date() } });
    const job = await embed(datasetId);
    expect(job?.status).toBe('failed');
    expect(job?.message).toContain(datasetId);
  });
});

describe('images', () => {
  test('pictures become vectors; unreadable ones become problems, and the job ends well', async () => {
    const datasetId = await makeDataset(database.pool, { modality: 'image' });
    const sampleIds = await makePictures(database.pool, datasetId, { count: 20, brokenCount: 2, missingCount: 1 });
    const job = await embed(datasetId);
    expect(job).toMatchObject({ status: 'succeeded', doneCount: 23, totalCount: 23, unit: 'images' });
    expect(job?.message).toContain('3 samples could not be embedded');
    const { sampleIds: embedded, vectors } = await vectorsOf(datasetId, 'image');
    expect(embedded).toEqual(sampleIds.slice(0, 20));
    expect(vectors.every((value) => Number.isFinite(value) && value >= 0 && value <= 6)).toBe(true);
    const problems = await database.db.embeddingProblem.findMany({ orderBy: { sampleId: 'asc' } });
    expect(problems.map(({ sampleId }) => sampleId)).toEqual(sampleIds.slice(20));
    expect(problems[0]?.reason).toMatch(/^picture-20\.png could not be read as a picture: /);
  });

  test('a new job tries failed samples again', async () => {
    const datasetId = await makeDataset(database.pool, { modality: 'image' });
    const [sampleId = ''] = await makePictures(database.pool, datasetId, { count: 1 });
    const model = await ensureModel(database.db, models.image);
    await database.db.embeddingProblem.create({ data: { sampleId, modelId: model.id, reason: 'out of luck' } });
    await embed(datasetId);
    expect(await database.db.embeddingProblem.count()).toBe(0);
    expect((await writersOf()).size).toBe(1);
  });
});
