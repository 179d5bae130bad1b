import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import { config } from '@/lib/config.server';
import { openDataset } from '@/lib/datasets/access.server';
import { chosenModel, specOf } from '@/lib/embeddings/chosen-model.server';
import { embedSamples } from '@/lib/embeddings/embed-samples.server';
import { encodeTable, packWords } from '@/lib/embeddings/glove-table';
import { jobHandlers } from '@/lib/embeddings/jobs.server';
import { listChoices, startInstall } from '@/lib/embeddings/model-choices.server';
import { models, wordModel } from '@/lib/embeddings/models';
import { ensureModel, hasUnclustered } from '@/lib/embeddings/repo.server';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { chooseModel } from '@/lib/review/choose-model.server';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeClusterRun, makeDataset, makeIds, makePerson, makeSamples } from '@/tests/support/rows';
import { readVectors } from '@/tests/support/vectors';

const database = useTestDatabase();
beforeAll(buildBundles);
beforeEach(() => database.clear());

const never = new AbortController().signal;

const wordFolder = path.join(config().paths.models, `${wordModel.name}-${wordModel.version}`);

/** Two words instead of 50,000, at the place of the installed file; returns its hash. */
async function installTiny(): Promise<string> {
  const row = (at: number) => Float64Array.from({ length: 100 }, (_, j) => (j === at ? 1 : 0));
  const file = encodeTable(packWords(['card', 'train'], [row(3), row(7)], 100));
  await mkdir(wordFolder, { recursive: true });
  await writeFile(path.join(wordFolder, 'words.bin'), file);
  return createHash('sha256').update(file).digest('hex');
}

afterEach(() => rm(wordFolder, { recursive: true, force: true }));

function choose(datasetId: string, key: string) {
  return chooseModel(database.db, datasetId, key);
}

const jobsOf = (datasetId: string) =>
  database.db.job.findMany({ where: { datasetId }, orderBy: { id: 'asc' }, select: { kind: true, request: true } });

test('a dataset uses the default of its modality until another model is chosen', async () => {
  const datasetId = await makeDataset(database.pool);
  const dataset = await openDataset(database.db, datasetId);
  expect(specOf(await chosenModel(database.db, dataset))).toBe(models.text);
  await installTiny();
  await makeSamples(database.pool, datasetId, { texts: ['card', 'train'] });
  expect(await choose(datasetId, 'word-vectors')).toMatchObject({ model: 'word-vectors', job: { kind: 'embed' } });
  expect(specOf(await chosenModel(database.db, dataset))).toBe(wordModel);
  expect(await choose(datasetId, 'word-vectors')).toEqual({ model: 'word-vectors', job: null });
  // Work under way by the model before is cancelled, and the default can be chosen again.
  await choose(datasetId, 'sentence-encoder');
  expect(await chosenModel(database.db, dataset)).toMatchObject({ name: models.text.name, source: 'package' });
  expect(await jobsOf(datasetId)).toEqual([
    { kind: 'embed', request: 'cancel' },
    { kind: 'embed', request: null },
  ]);
});

test('what cannot be chosen is refused with the reason', async () => {
  const datasetId = await makeDataset(database.pool);
  await expect(choose(datasetId, 'word-vectors')).rejects.toThrow('not installed yet');
  await expect(choose(datasetId, 'picture-network')).rejects.toThrow('Choose one of sentence-encoder, word-vectors');
  const other = await makeDataset(database.pool);
  const { id } = await database.db.embeddingModel.create({
    data: {
      ...{ id: makeIds(1)[0] ?? '', name: 'brought', version: '1', modality: 'text', weightsHash: Buffer.alloc(32) },
      ...{ preprocessing: 'none', dimension: 8, source: 'vectors', datasetId: other },
    },
  });
  await expect(choose(datasetId, id)).rejects.toThrow('There is no model');
  expect(await choose(other, id)).toEqual({ model: id, job: null });
  expect(await jobsOf(datasetId)).toEqual([]);
});

test('a run by another model is not the run of the chosen one', async () => {
  const datasetId = await makeDataset(database.pool);
  const sampleIds = await makeSamples(database.pool, datasetId, { texts: ['a', 'b'] });
  const [first, second] = await Promise.all([models.text, wordModel].map((spec) => ensureModel(database.db, spec)));
  for (const modelId of [first?.id ?? '', second?.id ?? '']) {
    await database.db.embedding.createMany({
      data: sampleIds.map((sampleId) => ({ sampleId, modelId, vector: Buffer.alloc(4) })),
    });
  }
  await makeClusterRun(database.pool, { datasetId, modelId: first?.id ?? '', sampleIds, clusterCount: 1 });
  expect(await hasUnclustered(database.db, { datasetId, modelId: first?.id ?? '' })).toBe(false);
  expect(await hasUnclustered(database.db, { datasetId, modelId: second?.id ?? '' })).toBe(true);
});

test('the choices say what is ready, and two requests to install make one job', async () => {
  const before = await listChoices(database.db, { modality: 'text' });
  expect(before.map(({ key, isReady, isDefault }) => ({ key, isReady, isDefault }))).toEqual([
    { key: 'sentence-encoder', isReady: true, isDefault: true },
    { key: 'word-vectors', isReady: false, isDefault: false },
  ]);
  const [one, two] = await Promise.all([1, 2].map(() => startInstall(database.db, 'word-vectors')));
  expect(one?.id).toBe(two?.id);
  const [, words] = await listChoices(database.db, { modality: 'text' });
  expect(words?.job?.id).toBe(one?.id);
  await installTiny();
  await expect(startInstall(database.db, 'word-vectors')).rejects.toThrow('is ready');
  await expect(startInstall(database.db, 'nothing')).rejects.toThrow('no model nothing');
  expect((await listChoices(database.db, { modality: 'text' }))[1]).toMatchObject({ isReady: true, job: null });
});

test('texts become sums of their words, and one without any text is a problem', async () => {
  const datasetId = await makeDataset(database.pool);
  const sampleIds = await makeSamples(database.pool, datasetId, {
    texts: ['My card.', 'train, TRAIN', 'Привет', '  '],
  });
  const spec = { ...wordModel, weightsHash: await installTiny() };
  const { id: modelId } = await ensureModel(database.db, spec);
  const payload = { datasetId, chain: false };
  const id = await enqueueJob(database.db, { kind: 'embed', payload, datasetId });
  await database.db.job.update({ where: { id }, data: { status: 'running', attempt: 1 } });
  const opened = { db: database.db, pool: database.pool, close: async () => undefined };
  const job = { id, attempt: 1, kind: 'embed' as const, payload, datasetId };
  const context = { job, database: opened, signal: never, progress: () => undefined };
  await embedSamples(context, { datasetId, modelId, spec });
  const loaded = await readVectors({ datasetId, modelId, dimension: 100 });
  expect(loaded.sampleIds).toEqual(sampleIds.slice(0, 3));
  expect(loaded.vectors[3]).toBeCloseTo(1, 5);
  expect(loaded.vectors[107]).toBeCloseTo(1, 5);
  expect(Math.hypot(...loaded.vectors.subarray(200, 300))).toBeCloseTo(1, 5);
  const problems = await database.db.embeddingProblem.findMany();
  expect(problems).toMatchObject([{ sampleId: sampleIds[3], reason: expect.stringContaining('no text') }]);
});

test('a damaged file of word vectors is refused with both hashes', async () => {
  await installTiny();
  const datasetId = await makeDataset(database.pool);
  await makeSamples(database.pool, datasetId, { texts: ['card'] });
  await choose(datasetId, 'word-vectors');
  const [job] = await drainJobs(jobHandlers);
  expect(job).toMatchObject({ status: 'failed', message: expect.stringContaining(wordModel.weightsHash) });
});

test('the rate of a model is the median of its newest five jobs that no page helped', async () => {
  const { id: modelId } = await ensureModel(database.db, models.text);
  const alone = await makeDataset(database.pool);
  const helped = await makeDataset(database.pool);
  const addJob = (datasetId: string, minute: number, samplesPerS: number | null) =>
    database.db.job.create({
      data: {
        ...{ id: makeIds(1)[0] ?? '', kind: 'embed', status: 'succeeded', datasetId, payload: {} },
        ...{
          startedAt: new Date(Date.UTC(2026, 0, 1, 9, minute)),
          finishedAt: new Date(Date.UTC(2026, 0, 1, 9, minute + 1)),
        },
        result: { modelId, samplesPerS },
      },
    });
  const rateOf = async () => (await listChoices(database.db, { modality: 'text' }))[0]?.measuredPerS;
  expect(await rateOf()).toBe(null);
  for (const [i, rate] of [900, 100, 40, 110, 95, 105, null].entries()) await addJob(alone, 2 * i, rate);
  expect(await rateOf()).toBe(100);
  const { personId } = await makePerson(database.pool);
  await database.db.embeddingProducer.create({
    data: {
      ...{
        id: makeIds(1)[0] ?? '',
        datasetId: helped,
        modelId,
        personId,
        tokenHash: Buffer.alloc(32),
        backend: 'webgl',
      },
      ...{
        ratePerS: 400,
        createdAt: new Date(Date.UTC(2026, 0, 1, 9, 30)),
        seenAt: new Date(Date.UTC(2026, 0, 1, 9, 31)),
      },
    },
  });
  for (const minute of [29, 30, 31]) await addJob(helped, minute, 500);
  expect(await rateOf()).toBe(100);
  await addJob(helped, 40, 500);
  expect(await rateOf()).toBe(105);
});
