/** Side of the square picture that enters the image model, in pixels. */
export const imageSidePx = 160;

/**
 * Names this image preprocessing in the EmbeddingModel row; any change here or in
 * `image-decoder.server.ts` must change it. Stretched to the square: decision records 021 and 058.
 */
export const imagePreprocessing = `stretch-${imageSidePx}-cubic-srgb/1`;

/** Numbers in one picture: height × width × RGB. */
export const imageValueCount = imageSidePx * imageSidePx * 3;

/**
 * Colour bytes (0..255) to the model's range: value / 127.5 − 1, so 0 → −1 and 255 → 1.
 * Writes into `out` from `offset`, so that a batch is one array.
 */
export function fillImageTensor(rgb: Uint8Array, out: Float32Array, offset: number): void {
  if (rgb.length !== imageValueCount) {
    throw new Error(`A picture for the model has ${imageValueCount} values, not ${rgb.length}.`);
  }
  for (let i = 0; i < rgb.length; i++) out[offset + i] = (rgb[i] as number) / 127.5 - 1;
}

/** The inverse of `fillImageTensor`: exact for every byte, so a tensor can be shown as the picture it is. */
export function renderImageTensor(tensor: Float32Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(tensor.length);
  for (let i = 0; i < tensor.length; i++) rgb[i] = Math.round(((tensor[i] as number) + 1) * 127.5);
  return rgb;
}
