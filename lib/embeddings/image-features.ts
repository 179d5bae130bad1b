import { colorValueCount, describeColors } from '@/lib/embeddings/color-histogram';
import { describeGradients, gradientValueCount } from '@/lib/embeddings/gradient-histogram';
import { imageSidePx } from '@/lib/embeddings/image-input';

/** Numbers that the network gives for a picture. */
export const networkValueCount = 1856;

/** How long the parts are beside the network's, which has length 1: decision record 058. */
const gradientLength = 0.3;
const colorLength = 0.3;

/** Numbers in the embedding of a picture: the network's, then gradients, then colours. */
export const imageDimension = networkValueCount + gradientValueCount + colorValueCount;

/** Names what is joined to the network's numbers; any change here or in the two histograms must change it. */
export const imageFeatures = `gradients-${gradientLength}+colors-${colorLength}/1`;

/**
 * Joins what the network gives for pictures with their shapes and colours, so that one embedding
 * holds all three. `network` is float32 [pictures, 1856]; row i belongs to `pictures[i]`, RGB bytes
 * at the model's size. Returns float32 [pictures, 2496]. What is not finite stays so.
 */
export function joinFeatures(network: Float32Array, pictures: readonly Uint8Array[]): Float32Array<ArrayBuffer> {
  const joined = new Float32Array(pictures.length * imageDimension);
  pictures.forEach((rgb, i) => {
    const row = network.subarray(i * networkValueCount, (i + 1) * networkValueCount);
    const at = i * imageDimension;
    joined.set(scaleToLength(row, 1), at);
    joined.set(scaleToLength(describeGradients(rgb, imageSidePx), gradientLength), at + networkValueCount);
    joined.set(scaleToLength(describeColors(rgb), colorLength), at + networkValueCount + gradientValueCount);
  });
  return joined;
}

/** A vector of the given length in the same direction; zeros stay zeros. */
function scaleToLength(values: Float32Array, length: number): Float32Array {
  const now = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return now === 0 ? values : values.map((value) => (value * length) / now);
}
