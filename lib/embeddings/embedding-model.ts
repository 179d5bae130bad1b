import type { JobSummary } from '@/lib/jobs/job';

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
  /** What a person said of a model of their own; absent for the others. */
  settings?: unknown;
};

/** A model as a person chooses it. */
export type ModelChoice = {
  /** What the API calls it: a word for one that comes with Sheaf, its id for one of a person's own. */
  key: string;
  title: string;
  /** One sentence on quality and cost. */
  description: string;
  modality: 'image' | 'text';
  dimension: number;
  source: EmbeddingModelSummary['source'];
  /** True for what a dataset uses as long as nothing is chosen. */
  isDefault: boolean;
  /** False while it must be installed before it can be used. */
  isReady: boolean;
  /** The newest job that installs it, as long as it goes on or when it failed. */
  job: JobSummary | null;
  /** Samples per second of large embedding jobs on this machine, the median of the newest five; null before the first. */
  measuredPerS: number | null;
  /** Live datasets that it was chosen for. */
  datasetCount: number;
};

/** What enters the model for one sample, from the same code as the embedding. */
export type ModelView =
  | {
      modality: 'text';
      modelName: string;
      /** What a piece is: a part of a word, or a whole one. */
      unit: 'piece' | 'word';
      /** Pieces in order; ▁ marks the start of a word among parts. The id −1 marks a word that the model does not know. */
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
    }
  /** Vectors that a person brought: no model of Sheaf looks at the sample. */
  | { modality: 'vectors'; modelName: string; dimension: number };
