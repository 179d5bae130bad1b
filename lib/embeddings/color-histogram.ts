const levelsPerChannel = 4;
const levelSize = 256 / levelsPerChannel;

/** Numbers that describe the colours of a picture. */
export const colorValueCount = levelsPerChannel ** 3;

/**
 * The colours of a picture (RGB bytes, any size) as a histogram over the colour cube, each channel
 * cut into four (Swain and Ballard 1991). What is returned are the square roots of the shares of the
 * pixels: a vector of length 1, whose product with another is the Bhattacharyya coefficient of the
 * two pictures. A picture without pixels gives zeros.
 */
export function describeColors(rgb: Uint8Array): Float32Array<ArrayBuffer> {
  const counts = new Float32Array(colorValueCount);
  for (let at = 0; at < rgb.length; at += 3) {
    const red = Math.floor((rgb[at] as number) / levelSize);
    const green = Math.floor((rgb[at + 1] as number) / levelSize);
    const blue = Math.floor((rgb[at + 2] as number) / levelSize);
    const cell = (red * levelsPerChannel + green) * levelsPerChannel + blue;
    counts[cell] = (counts[cell] as number) + 1;
  }
  const pixelCount = Math.max(1, rgb.length / 3);
  return counts.map((count) => Math.sqrt(count / pixelCount));
}
