import type { RowSource } from '@/lib/math/k-means/quantized-rows';
import type { KernelMachine } from '@/lib/math/kernels/machine';

/** What to cluster: `rowCount` rows of `dimension` numbers, into `k` groups at most. */
export interface ClusterRequest {
  /** The rows, one after another; or a source that is read in blocks, for rows that lie in a file. */
  readonly vectors: Float32Array | RowSource;
  readonly rowCount: number;
  readonly dimension: number;
  readonly k: number;
  /** 32-bit integer; the same request gives the same bits, whatever the number of threads. */
  readonly seed: number;
  /** 'euclidean' if not given. With 'cosine' rows count by their direction alone, and centres have unit length. */
  readonly metric?: 'euclidean' | 'cosine';
  /** One for each row, at least 0; all 1 if not given. */
  readonly weights?: Float32Array;
  /** Memory and threads to work with; one thread and a memory of its own if not given. */
  readonly machine?: KernelMachine;
}

/** How far the work is: `done` of `total` starting centres or rows, then of all rounds that are planned. */
export interface ClusterProgress {
  readonly stage: 'start' | 'rounds';
  readonly done: number;
  readonly total: number;
}

export interface Clustering {
  /** Groups that have members: min(k, different rows). Groups are 0..groupCount−1. */
  readonly groupCount: number;
  /** The group of each row: the nearest centre of the last round. */
  readonly assignments: Int32Array;
  /** groupCount × dimension: the mean of each group's members; with cosine its direction. */
  readonly centres: Float32Array;
  /** Sum of (weight ×) squared distances of the rows to their centres; with cosine, of unit rows to unit centres. */
  readonly inertia: number;
  /** Rounds of assigning and averaging, those on samples included. */
  readonly iterations: number;
}
