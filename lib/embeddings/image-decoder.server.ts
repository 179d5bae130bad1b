import sharp from 'sharp';
import { imageSidePx } from '@/lib/embeddings/image-input';

// Pictures are decoded several at a time; threads inside each would only wait for one another.
sharp.concurrency(1);

/**
 * Decodes a stored picture (the re-encoded copy) and stretches it to the model's square:
 * RGB bytes, side × side × 3, row after row. What is transparent lies on white.
 * Throws when the bytes cannot be read as a picture.
 */
export async function decodeImage(file: Uint8Array, sidePx = imageSidePx): Promise<Uint8Array> {
  return sharp(file, { failOn: 'error', sequentialRead: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .resize(sidePx, sidePx, { fit: 'fill', kernel: 'cubic', fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
}

/** RGB bytes of the model's square as a PNG file, without loss. */
export async function encodeModelPicture(rgb: Uint8ClampedArray | Uint8Array, sidePx = imageSidePx): Promise<Buffer> {
  const raw = { width: sidePx, height: sidePx, channels: 3 } as const;
  return sharp(rgb, { raw }).png().toBuffer();
}
