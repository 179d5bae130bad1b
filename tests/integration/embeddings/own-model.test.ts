import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import { config } from '@/lib/config.server';
import { prepareImageModel } from '@/lib/embeddings/image-model.server';
import { jobHandlers as embedding } from '@/lib/embeddings/jobs.server';
import { listChoices } from '@/lib/embeddings/model-choices.server';
import { jobHandlers } from '@/lib/embeddings/model-jobs.server';
import type { OwnModelSettings } from '@/lib/embeddings/own-model';
import { removeOwnModel } from '@/lib/embeddings/own-model-keep.server';
import { announceUpload, startCheck, takeModelFile } from '@/lib/embeddings/own-model-uploads.server';
import { chooseModel } from '@/lib/review/choose-model.server';
import { makePictures } from '@/tests/integration/embeddings/pictures';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset } from '@/tests/support/rows';
import { readVectors } from '@/tests/support/vectors';
import { zipBytes } from '@/tests/support/zip-bytes';

const database = useTestDatabase();
beforeAll(buildBundles);
beforeEach(() => database.clear());

type Files = { name: string; bytes: Uint8Array }[];
const settings: OwnModelSettings = { sidePx: 32, range: 'zero-one', output: null };

/** A small layers model as the files that TensorFlow.js would save. */
async function saveLayers(
  layers: tf.layers.Layer[],
  change: (weights: Float32Array) => void = () => undefined,
): Promise<Files> {
  const model = tf.sequential({ layers });
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(saved?.weightData));
  change(new Float32Array(weights.buffer));
  const manifest = [{ paths: ['group1-shard1of1.bin'], weights: saved?.weightSpecs }];
  const json = { modelTopology: saved?.modelTopology, weightsManifest: manifest };
  return [
    { name: 'model.json', bytes: Buffer.from(JSON.stringify(json)) },
    { name: 'group1-shard1of1.bin', bytes: weights },
  ];
}

const convolution = (filters: number, inputShape: [number, number, number]) =>
  tf.layers.conv2d({
    filters,
    kernelSize: 3,
    strides: 2,
    inputShape,
    kernelInitializer: tf.initializers.randomNormal({ seed: 7 }),
  });

async function send(files: Files, change: Partial<OwnModelSettings> = {}, title = 'My network') {
  const announced = files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length }));
  const { uploadId } = await announceUpload({
    title,
    modality: 'image',
    settings: { ...settings, ...change },
    files: announced,
  });
  for (const [position, { bytes }] of files.entries()) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const request = new Request('http://localhost/', {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: { 'X-Content-SHA256': sha256 },
    });
    await takeModelFile({ uploadId, position }, request);
  }
  await startCheck(database.db, uploadId);
  const [job] = await drainJobs(jobHandlers);
  const staged = await readdir(path.join(config().paths.staging, 'models')).catch(() => []);
  expect(staged).not.toContain(uploadId);
  return job;
}

const ownModels = async () =>
  (await listChoices(database.db, { modality: 'image' })).filter(({ source }) => source === 'upload');

describe('a model of one’s own', () => {
  test('is checked, chosen, and embeds pictures; it goes only while nothing uses it', async () => {
    const files = await saveLayers([convolution(16, [32, 32, 3])]);
    const zip = [
      {
        name: 'model.zip',
        bytes: zipBytes(files.map(({ name, bytes }) => ({ name: `saved/${name}`, bytes: Buffer.from(bytes) }))),
      },
    ];
    expect(await send(zip)).toMatchObject({ status: 'succeeded' });
    const [model] = await ownModels();
    expect(model).toMatchObject({ title: 'My network', dimension: 16, isReady: true });
    expect(model?.description).toMatch(/pictures of 32 × 32 px, value range [^,]+\.$/);
    const datasetId = await makeDataset(database.pool, { modality: 'image' });
    await makePictures(database.pool, datasetId, { count: 12, brokenCount: 1 });
    await chooseModel(database.db, datasetId, model?.key ?? '');
    const [job] = await drainJobs({ embed: embedding.embed ?? { run: async () => undefined } });
    expect(job).toMatchObject({ kind: 'embed', status: 'succeeded' });
    const source = { datasetId, modelId: model?.key ?? '', dimension: 16 };
    const { sampleIds, vectors } = await readVectors(source);
    expect(sampleIds).toHaveLength(12);
    expect(new Set(vectors).size).toBeGreaterThan(100);
    await expect(removeOwnModel(database.db, model?.key ?? '')).rejects.toThrow('is used by the dataset');
    await chooseModel(database.db, datasetId, 'picture-network');
    await expect(removeOwnModel(database.db, 'picture-network')).rejects.toThrow('comes with Sheaf and stays');
    await expect(removeOwnModel(database.db, 'nonsense')).rejects.toThrow('There is no model of one’s own nonsense');
    await removeOwnModel(database.db, model?.key ?? '');
    expect(await ownModels()).toEqual([]);
    expect(await database.db.embedding.count()).toBe(0);
    expect(await readdir(path.join(config().paths.models, 'own'))).not.toContain(model?.key);
  });

  test('can be a graph model, whose feature map is averaged over the picture', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-own-'));
    await prepareImageModel(
      path.resolve('node_modules/@mediapipe/objectron'),
      path.join(folder, 'model'),
      () => undefined,
    );
    const read = async (name: string) => ({ name, bytes: await readFile(path.join(folder, 'model', name)) });
    const files = [await read('model.json'), await read('weights.bin')];
    await rm(folder, { recursive: true });
    expect(await send(files, { sidePx: 96, range: 'minus-one-one' })).toMatchObject({ status: 'succeeded' });
    expect(await ownModels()).toMatchObject([{ dimension: 1856 }]);
    expect(await send(files, { sidePx: 96, range: 'minus-one-one' })).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('is there already'),
    });
  });
});

describe('what is refused with its reason', () => {
  const refused = async (files: Files, change: Partial<OwnModelSettings> = {}) => {
    const job = await send(files, change);
    expect(job?.status).toBe('failed');
    expect(await ownModels()).toEqual([]);
    return job?.message ?? '';
  };

  test('another side, several numbers too few, weights that are not numbers, an output that says nothing', async () => {
    const good = [convolution(16, [32, 32, 3])];
    expect(await refused(await saveLayers(good), { sidePx: 48 })).toContain('takes [-1, 32, 32, 3]');
    expect(await refused(await saveLayers([convolution(4, [32, 32, 3])]))).toContain('8 to 8192');
    expect(
      await refused(await saveLayers([convolution(16, [32, 32, 3])], (weights) => weights.fill(Number.NaN))),
    ).toContain('not finite');
    expect(await refused(await saveLayers([convolution(16, [32, 32, 3])], (weights) => weights.fill(0)))).toContain(
      'same numbers',
    );
  });

  test('files that are no model, an unknown layer, an archive of something else', async () => {
    const [json, shard] = await saveLayers([convolution(16, [32, 32, 3])]);
    if (json === undefined || shard === undefined) throw new Error('two files were expected');
    const changed = Buffer.from(Buffer.from(json.bytes).toString().replaceAll('"Conv2D"', '"Conv9D"'));
    expect(await refused([{ ...json, bytes: changed }, shard])).toContain('TensorFlow.js cannot run the model');
    expect(await refused([json, { ...shard, bytes: shard.bytes.subarray(4) }])).toContain('its weights need');
    expect(await refused([{ name: 'model.zip', bytes: Buffer.from('PK nothing') }])).toContain('cannot be read');
  });

  test('a model that asks for more memory than the machine may give, in a process that dies for it', async () => {
    const wide = tf.layers.conv2d({
      filters: 2_000,
      kernelSize: 1,
      inputShape: [1024, 1024, 3],
      kernelInitializer: 'ones',
    });
    expect(await refused(await saveLayers([wide]), { sidePx: 1024 })).not.toBe('');
  });
});
