import { createHash } from 'node:crypto';
import type pg from 'pg';
import sharp from 'sharp';
import { createRandom } from '@/lib/math/random';
import { storeBlob } from '@/lib/storage/blobs.server';
import { makeSamples } from '@/tests/support/rows';

/** A picture of one of three kinds, by index: stripes, rings, or noise, in changing colours. PNG bytes. */
export async function drawPicture(index: number, { width = 60, height = 48 } = {}): Promise<Buffer> {
  const random = createRandom(index + 1);
  const tone = [random(), random(), random()];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shapes = [Math.sin(x / 3), Math.sin(Math.hypot(x - 30, y - 24) / 2), 2 * random() - 1];
      const light = 128 + 110 * (shapes[index % 3] ?? 0);
      for (let c = 0; c < 3; c++) pixels[(y * width + x) * 3 + c] = light * (0.4 + 0.6 * (tone[c] ?? 1));
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/**
 * Image samples with their stored pictures: `count` good ones, then broken ones (a PNG cut off in
 * the middle), then ones whose file is missing. Returns the sample ids in that order, ascending.
 */
export async function makePictures(
  pool: pg.Pool,
  datasetId: string,
  { count, brokenCount = 0, missingCount = 0 }: { count: number; brokenCount?: number; missingCount?: number },
): Promise<string[]> {
  const total = count + brokenCount + missingCount;
  const names = Array.from({ length: total }, (_, i) => `picture-${i}.png`);
  const sampleIds = await makeSamples(pool, datasetId, { texts: names });
  for (const [i, sampleId] of sampleIds.entries()) {
    const whole = await drawPicture(i);
    const file = i < count ? whole : whole.subarray(0, whole.length / 2);
    const isMissing = i >= count + brokenCount;
    const hash = isMissing ? createHash('sha256').update(file).digest() : (await storeBlob([file])).hash;
    await pool.query('UPDATE "Sample" SET "viewHash" = $2 WHERE id = $1', [sampleId, hash]);
  }
  return sampleIds;
}
