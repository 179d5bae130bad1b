import { z } from 'zod';

/** Bytes of all files of one model. */
export const ownModelLimitBytes = 512 * 1024 * 1024;
/** Bytes of the JSON that describes it, and how deep it may nest. */
export const ownTopologyLimitBytes = 64 * 1024 * 1024;
export const ownTopologyDepthLimit = 64;
/** Numbers in one embedding. */
export const ownDimensionLimits = { min: 8, max: 8_192 } as const;

/** How colours become numbers: 0 to 1, −1 to 1, as bytes, or standardised as models trained on ImageNet expect. */
export const valueRanges = ['zero-one', 'minus-one-one', 'bytes', 'imagenet'] as const;
export type ValueRange = (typeof valueRanges)[number];

/** What a person says of a model of their own, and what cannot be read from its files. */
export const ownModelSettings = z.strictObject({
  /** Side of the square picture that enters the model. */
  sidePx: z.int().min(16).max(1024),
  range: z.enum(valueRanges),
  /** The node of a graph model whose values are the embedding; null when it has one output. */
  output: z.string().min(1).max(500).nullable(),
});
export type OwnModelSettings = z.infer<typeof ownModelSettings>;

/** Names the preprocessing of an own model in its row. */
export function ownPreprocessing({ sidePx, range, output }: OwnModelSettings): string {
  return `stretch-${sidePx}-cubic-srgb-${range}${output === null ? '' : `-at-${output}`}/1`;
}

// Mean and deviation of the colours of ImageNet, by channel, of values 0 to 1.
const means = [0.485, 0.456, 0.406];
const deviations = [0.229, 0.224, 0.225];

/** Colour bytes as the numbers that the model takes: float32 [pictures, side, side, 3]. */
export function fillOwnTensor(pictures: readonly Uint8Array[], { sidePx, range }: OwnModelSettings): Float32Array {
  const valueCount = sidePx * sidePx * 3;
  const tensor = new Float32Array(pictures.length * valueCount);
  pictures.forEach((rgb, i) => {
    if (rgb.length !== valueCount)
      throw new Error(`A picture for the model has ${valueCount} values, not ${rgb.length}.`);
    for (let at = 0; at < valueCount; at++) tensor[i * valueCount + at] = scaleByte(rgb[at] as number, at % 3, range);
  });
  return tensor;
}

function scaleByte(byte: number, channel: number, range: ValueRange): number {
  if (range === 'bytes') return byte;
  if (range === 'minus-one-one') return byte / 127.5 - 1;
  if (range === 'zero-one') return byte / 255;
  return (byte / 255 - (means[channel] as number)) / (deviations[channel] as number);
}
