import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage } from '@/lib/embeddings/image-decoder.server';
import { fillImageTensor, imageSidePx, imageValueCount } from '@/lib/embeddings/image-input';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import { describeModelView, renderModelView } from '@/lib/embeddings/model-view.server';
import { models } from '@/lib/embeddings/models';
import { planBatches } from '@/lib/embeddings/prepare-batch.server';
import { ensureModel, listPending } from '@/lib/embeddings/repo.server';
import { Invalid, NotFound } from '@/lib/errors';
import { readBlob } from '@/lib/storage/blobs.server';
import { makePictures } from '@/tests/integration/embeddings/pictures';
import { useTestDatabase } from '@/tests/support/database';
import { makeDataset, makeIds, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();

/** The batches that the embedding job would give to the model. */
async function planJob(datasetId: string, modality: 'text' | 'image') {
  const { id: modelId } = await ensureModel(database.db, models[modality]);
  const pending = await listPending(database.db, { datasetId, modelId, afterId: null, limit: 100 });
  const batches = planBatches(pending, modality === 'text' ? await readTokenizer() : null);
  return Promise.all(batches.map((prepare) => prepare()));
}

test('the picture shown holds the very bytes that the embedding job gives to the model', async () => {
  const datasetId = await makeDataset(database.pool, { modality: 'image' });
  const sampleIds = await makePictures(database.pool, datasetId, { count: 3 });
  const [batch] = await planJob(datasetId, 'image');
  if (batch?.request?.kind !== 'image') throw new Error('an image batch was expected');
  for (const [i, sampleId] of sampleIds.entries()) {
    const shown = await sharp(await renderModelView(database.db, sampleId))
      .raw()
      .toBuffer();
    const given = batch.request.pictures[i] ?? new Uint8Array();
    expect(shown.length).toBe(imageValueCount);
    expect(Buffer.compare(shown, Buffer.from(given))).toBe(0);
    const tensor = new Float32Array(imageValueCount);
    fillImageTensor(given, tensor, 0);
    // Back from the picture to the tensor: every float must be the same, not only close.
    expect(tensor).toEqual(Float32Array.from(shown, (byte) => byte / 127.5 - 1));
  }
  expect(await describeModelView(database.db, sampleIds[0] ?? '')).toMatchObject({
    modality: 'image',
    width: 160,
    height: 160,
  });
});

test('the picture is stretched: its corners are those of the original', async () => {
  const datasetId = await makeDataset(database.pool, { modality: 'image' });
  const [sampleId = ''] = await makePictures(database.pool, datasetId, { count: 1 });
  const { viewHash } = await database.db.sample.findUniqueOrThrow({ where: { id: sampleId } });
  const rgb = await decodeImage(await readBlob(viewHash ?? new Uint8Array()));
  const original = await sharp(await readBlob(viewHash ?? new Uint8Array()))
    .raw()
    .toBuffer();
  expect(Math.abs((rgb[0] ?? 0) - (original[0] ?? 99))).toBeLessThan(16);
  expect(Math.abs((rgb.at(-3) ?? 0) - (original.at(-3) ?? 99))).toBeLessThan(16);
  expect(createHash('sha256').update(rgb).digest('hex')).toBe(
    createHash('sha256')
      .update(await decodeImage(await readBlob(viewHash ?? new Uint8Array())))
      .digest('hex'),
  );
});

test('transparent pixels lie on white, grey pictures become RGB', async () => {
  const clear = await sharp({
    create: { width: 9, height: 5, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
  })
    .png()
    .toBuffer();
  expect((await decodeImage(clear)).every((value) => value === 255)).toBe(true);
  const grey = await sharp(Buffer.alloc(12, 77), { raw: { width: 4, height: 3, channels: 1 } })
    .png()
    .toBuffer();
  const rgb = await decodeImage(grey);
  expect(rgb.length).toBe(imageSidePx * imageSidePx * 3);
  expect(rgb.every((value) => value === 77)).toBe(true);
});

test('the tokens shown up to the cut are those that the embedding job gives to the model', async () => {
  const datasetId = await makeDataset(database.pool);
  const long = Array.from({ length: 200 }, (_, i) => `word${i}`).join(' ');
  const [shortId = '', longId = ''] = await makeSamples(database.pool, datasetId, {
    texts: ['I like my phone.', long],
  });
  const batches = await planJob(datasetId, 'text');
  for (const [sampleId, isLong] of [
    [shortId, false],
    [longId, true],
  ] as const) {
    const view = await describeModelView(database.db, sampleId);
    if (view.modality !== 'text') throw new Error('a text view was expected');
    const batch = batches.find(({ sampleIds }) => sampleIds.includes(sampleId));
    if (batch?.request?.kind !== 'text') throw new Error('a text batch was expected');
    const given = batch.request.tokens[batch.sampleIds.indexOf(sampleId)];
    const used = view.pieces.slice(0, view.cutAt ?? view.pieces.length);
    expect(used.map(({ id }) => id)).toEqual([...(given ?? [])]);
    expect(view.cutAt).toBe(isLong ? 128 : null);
    if (isLong) expect(view.pieces.length).toBeGreaterThan(128);
  }
});

test('a text has no picture, an unknown sample is said to be unknown', async () => {
  const datasetId = await makeDataset(database.pool);
  const [sampleId = ''] = await makeSamples(database.pool, datasetId, { texts: ['only words'] });
  await expect(renderModelView(database.db, sampleId)).rejects.toThrow(Invalid);
  const [unknownId = ''] = makeIds(1);
  await expect(describeModelView(database.db, unknownId)).rejects.toThrow(NotFound);
});
