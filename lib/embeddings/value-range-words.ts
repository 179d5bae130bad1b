import type { ValueRange } from '@/lib/embeddings/own-model';

/** How a value range is called where a person reads it. */
export const valueRangeWords: Readonly<Record<ValueRange, string>> = {
  'minus-one-one': '−1 to 1',
  'zero-one': '0 to 1',
  imagenet: 'ImageNet mean and deviation',
  bytes: '0 to 255',
};
