import sharp from 'sharp';
import { config } from '@/lib/config.server';
import { IMAGE_KINDS, type ImageKind } from '@/lib/samples/intake/file-kind';

/** Longest side of the copy that is shown and embedded, and of the thumbnail, in pixels. */
export const VIEW_SIDE = 1024;
export const THUMB_SIDE = 256;

// Up to this side a lossless copy is small, and JPEG would smear what few pixels there are.
const LOSSLESS_SIDE = 256;

/** A re-encoded copy: no metadata, sRGB, orientation applied, no transparency. */
export type ImageCopy = { bytes: Buffer; mediaType: string };

export type ImageCopies = {
  /** Size of the original as it is looked at, in pixels. */
  width: number;
  height: number;
  view: ImageCopy;
  /** The view itself where that is small already. */
  thumb: ImageCopy;
};

/** The bytes are not a picture that can be taken; the message is the reason for a person. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}

/** Lets libvips read the four kinds of pictures and nothing else, one at a time per call, without a cache. */
export function restrictDecoders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
  });
  sharp.cache(false);
  sharp.concurrency(1);
}

/**
 * Decodes a picture (the first frame of an animation) and makes its copies. What the file is, its first bytes have said
 * (`kind`); the decoder must agree. Throws UnreadableImage with the reason, naming the limit and the actual value.
 */
export async function copyImage(file: string, kind: ImageKind): Promise<ImageCopies> {
  try {
    const { width, height } = await measureImage(file, kind);
    const pixels = await decode(file);
    const view = await encode(pixels, VIEW_SIDE, kind);
    const isSmall = Math.max(pixels.info.width, pixels.info.height) <= THUMB_SIDE;
    return { width, height, view, thumb: isSmall ? view : await encode(pixels, THUMB_SIDE, kind) };
  } catch (error) {
    if (error instanceof UnreadableImage) throw error;
    throw new UnreadableImage(explain(error, kind));
  }
}

/** Size as looked at, from the header alone; refuses pixel bombs before anything is decoded. */
async function measureImage(file: string, kind: ImageKind): Promise<{ width: number; height: number }> {
  const { MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE } = config();
  const metadata = await sharp(file, { limitInputPixels: false, pages: 1 }).metadata();
  const { width, height } = metadata.autoOrient;
  if (!IMAGE_KINDS.includes(metadata.format as ImageKind)) {
    throw new UnreadableImage(
      `The file begins like a ${kind.toUpperCase()} picture, but it is read as ${metadata.format}.`,
    );
  }
  if (width > MAX_IMAGE_SIDE || height > MAX_IMAGE_SIDE) {
    throw new UnreadableImage(`The picture is ${width} × ${height} pixels; a side may have ${MAX_IMAGE_SIDE}.`);
  }
  if (width * height > MAX_IMAGE_PIXELS) {
    throw new UnreadableImage(
      `The picture is ${width} × ${height}, ${((width * height) / 1e6).toFixed(1)} million pixels; the limit is ${MAX_IMAGE_PIXELS / 1e6} million.`,
    );
  }
  return { width, height };
}

type Pixels = { data: Buffer; info: { width: number; height: number; channels: 1 | 2 | 3 | 4 } };

async function decode(file: string): Promise<Pixels> {
  const { MAX_IMAGE_PIXELS, IMAGE_DECODE_TIMEOUT_MS } = config();
  return sharp(file, { failOn: 'error', limitInputPixels: MAX_IMAGE_PIXELS, sequentialRead: true, pages: 1 })
    .autoOrient()
    .resize({ width: VIEW_SIDE, height: VIEW_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .timeout({ seconds: Math.max(1, Math.round(IMAGE_DECODE_TIMEOUT_MS / 1000)) })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
}

async function encode(pixels: Pixels, side: number, kind: ImageKind): Promise<ImageCopy> {
  const { width, height, channels } = pixels.info;
  const image = sharp(pixels.data, { raw: { width, height, channels } })
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  if (kind !== 'jpeg' && Math.max(width, height) <= LOSSLESS_SIDE) {
    return { bytes: await image.png({ compressionLevel: 9 }).toBuffer(), mediaType: 'image/png' };
  }
  const bytes = await image.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
  return { bytes, mediaType: 'image/jpeg' };
}

/** What the decoder says, in words; its own first line stays at the end for those who look closer. */
function explain(error: unknown, kind: ImageKind): string {
  const message = error instanceof Error ? error.message : String(error);
  const detail = message.split('\n')[0]?.trim().slice(0, 200) ?? '';
  const name = `The ${kind.toUpperCase()} picture`;
  if (/timeout/i.test(message))
    return `${name} took longer than ${config().IMAGE_DECODE_TIMEOUT_MS / 1000} s to decode, the limit.`;
  if (/premature end|unexpected end|end of stream|read error|truncated|not enough data/i.test(message)) {
    return `${name} is cut off or damaged: its data end too early (${detail}).`;
  }
  return `${name} is damaged and cannot be decoded (${detail}).`;
}
