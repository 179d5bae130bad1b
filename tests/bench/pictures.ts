import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import yazl from 'yazl';
import type { Random } from '@/lib/math/random';

const WIDTH = 640;
const HEIGHT = 480;

/** One JPEG of 640 × 480: noise under a gradient and a few shapes, so that it costs what a photo costs to decode. */
export async function makePicture(random: Random): Promise<Buffer> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  const hue = [random() * 200, random() * 200, random() * 200];
  const centre = [random() * WIDTH, random() * HEIGHT];
  const radius = 50 + random() * 150;
  for (let offset = 0, pixel = 0; offset < pixels.length; pixel += 1) {
    const x = pixel % WIDTH;
    const y = (pixel - x) / WIDTH;
    const isInside = Math.hypot(x - (centre[0] ?? 0), y - (centre[1] ?? 0)) < radius;
    for (let channel = 0; channel < 3; channel += 1, offset += 1) {
      const base = isInside ? 255 - (hue[channel] ?? 0) : (hue[channel] ?? 0);
      pixels[offset] = Math.min(255, base + (x / WIDTH) * 40 + random() * 16);
    }
  }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** A zip of different JPEGs of 640 × 480 pixels. */
export async function makePictureZip(random: Random, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new yazl.ZipFile();
  for (let number = 0; number < count; number += 1) {
    zip.addBuffer(await makePicture(random), `picture-${number}.jpg`, { compress: false });
  }
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream.pipe(new PassThrough())));
}
