import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import yazl from 'yazl';

const CLASS_COUNT = 10;
const PICTURES_PER_CLASS = 60;
const SIDE = 28;
// 60 pictures take about 140 KB of a file's 16 MB; nothing is gained by reading it all.
const HEAD_BYTES = 512 * 1024;
const FIXED_TIME = new Date('2017-08-25T00:00:00Z');

/**
 * Writes a zip of 600 pictures of clothes, 28 × 28 pixels, from the package fashion-mnist: 60 of each of its ten kinds,
 * one of each kind after another. The names say nothing of the kind.
 */
export async function writeClothes(file: string): Promise<void> {
  const kinds: number[][][] = [];
  for (let kind = 0; kind < CLASS_COUNT; kind += 1) kinds.push(await readKind(kind));
  const zip = new yazl.ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(file));
  for (let picture = 0; picture < PICTURES_PER_CLASS * CLASS_COUNT; picture += 1) {
    const pixels = kinds[picture % CLASS_COUNT]?.[Math.floor(picture / CLASS_COUNT)];
    if (pixels === undefined) throw new Error('The package fashion-mnist holds fewer pictures than expected.');
    const name = `clothes/${String(picture + 1).padStart(4, '0')}.png`;
    zip.addBuffer(await encode(pixels), name, { mtime: FIXED_TIME, compress: false });
  }
  zip.end();
  await written;
}

async function encode(pixels: number[]): Promise<Buffer> {
  return sharp(Uint8Array.from(pixels), { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .png()
    .toBuffer();
}

/** The first pictures of one kind: the file is {"data":[[784 numbers],…]}, and only its beginning is read. */
async function readKind(kind: number): Promise<number[][]> {
  const root = path.dirname(createRequire(import.meta.url).resolve('fashion-mnist/package.json'));
  const handle = await open(path.join(root, 'src/clothes', `${kind}.json`), 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    const arrays = head.match(/\[[\d,]+\]/g)?.slice(0, PICTURES_PER_CLASS) ?? [];
    return arrays.map((array) => JSON.parse(array) as number[]).filter((pixels) => pixels.length === SIDE * SIDE);
  } finally {
    await handle.close();
  }
}
