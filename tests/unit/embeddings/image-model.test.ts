import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embedImages, loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { networkValueCount } from '@/lib/embeddings/image-features';
import { imageSidePx, renderImageTensor } from '@/lib/embeddings/image-input';
import { prepareImageModel } from '@/lib/embeddings/image-model.server';
import { wasmFolder } from '@/lib/embeddings/model-files.server';
import { models } from '@/lib/embeddings/models';
import { hashFolder, readConverted, runTflite } from '@/tests/unit/embeddings/reference-model';

const packageFolder = path.resolve('node_modules/@mediapipe/objectron');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-model-'));
  await prepareImageModel(packageFolder, path.join(folder, 'model'), () => undefined);
  await startBackend(wasmFolder());
});
afterAll(() => rm(folder, { recursive: true }));

/** A smooth picture with an edge, in [−1, 1]. */
function drawTensor(side: number): Float32Array {
  return Float32Array.from({ length: side * side * 3 }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % side, Math.floor(i / (3 * side)), i % 3];
    return Math.sin((x * (c + 1)) / 9) * 0.5 + (y > side / 2 ? 0.4 : -0.4);
  });
}

/** The same at the model's size, as RGB bytes. */
const drawPicture = () => new Uint8Array(renderImageTensor(drawTensor(imageSidePx)));

describe('the converted image model', () => {
  test('has the bytes that this version of Sheaf was built for', async () => {
    expect(await hashFolder(path.join(folder, 'model'))).toBe(models.image.weightsHash);
    expect(await readdir(folder)).toEqual(['model']);
  });

  test('is converted once: a second call leaves it alone and reports nothing', async () => {
    const before = await stat(path.join(folder, 'model', 'weights.bin'));
    const shares: number[] = [];
    await prepareImageModel(packageFolder, path.join(folder, 'model'), (share) => shares.push(share));
    expect(shares).toEqual([]);
    expect((await stat(path.join(folder, 'model', 'weights.bin'))).mtimeMs).toBe(before.mtimeMs);
  });

  test('is converted again where a crash left half of it, with progress', async () => {
    const half = path.join(folder, 'half');
    await prepareImageModel(packageFolder, half, () => undefined);
    await writeFile(path.join(half, 'weights.bin'), 'cut off');
    await mkdtemp(`${half}.draft-`);
    const shares: number[] = [];
    await prepareImageModel(packageFolder, half, (share) => shares.push(share));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(await hashFolder(half)).toBe(models.image.weightsHash);
    await rm(half, { recursive: true });
    expect(await readdir(folder)).toEqual(['model']);
  });

  test('is refused when the package is another one', async () => {
    await expect(prepareImageModel(folder, path.join(folder, 'none'), () => undefined)).rejects.toThrow();
  });

  test('computes what the TFLite graph computes, operator by operator', async () => {
    const model = await loadModel(await readConverted(path.join(folder, 'model')));
    const input = tf.tensor4d(drawTensor(64), [1, 64, 64, 3]);
    const converted = model.execute(input) as tf.Tensor;
    const bundle = await readFile(path.join(packageFolder, 'objectron_solution_packed_assets.data'));
    const expected = runTflite(new Uint8Array(bundle.subarray(184)), input, [195, 213]);
    const [ours, theirs] = [await converted.data(), await expected.data()];
    expect(ours.length).toBe(networkValueCount);
    expect(Math.max(...ours)).toBeGreaterThan(1);
    for (let i = 0; i < ours.length; i++) expect(Math.abs((ours[i] ?? 0) - (theirs[i] ?? 9))).toBeLessThan(1e-4);
  });

  test('gives known values for a known picture, whatever else is in the batch', async () => {
    const model = await loadModel(await readConverted(path.join(folder, 'model')));
    const picture = drawPicture();
    const both = await embedImages(model, [new Uint8Array(picture.length), picture]);
    const vector = both.subarray(models.image.dimension);
    const alone = await embedImages(model, [picture]);
    alone.forEach((value, i) => {
      expect(Math.abs(value - (vector[i] ?? 9))).toBeLessThan(1e-5);
    });
    const known = [0, 600, 1000, 1855, 1900, 2480].map((i) => Number(vector[i]?.toFixed(4)));
    expect(known).toMatchInlineSnapshot(`
      [
        0,
        0.0135,
        0.0159,
        0.0218,
        0.0193,
        0,
      ]
    `);
    expect(Number(vector.reduce((sum, value) => sum + value, 0).toFixed(1))).toMatchInlineSnapshot(`27`);
  });
});
