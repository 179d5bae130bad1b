import type { SimilarAnswer } from '@/lib/neighbours/neighbours';
import type { SampleItem } from '@/lib/samples/sample';

/** A sample that is like another, and the cosine of their embeddings, −1 to 1. */
export type SimilarItem = SampleItem & { similarity: number };

/** The live samples of a dataset most like one of them, nearest first, and the cluster that this one is in. */
export type SimilarSamples = {
  state: SimilarAnswer['state'];
  /** The model whose embeddings were compared. */
  model: string;
  clusterId: string | null;
  clusterTitle: string | null;
  similar: SimilarItem[];
};
