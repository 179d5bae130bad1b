import { z } from 'zod';
import type { KCurvePoint } from '@/lib/clusters/k-curve';

export const startClusterRun = z.strictObject({
  /** Absent: a proposal. */
  k: z.int().min(1).max(2000).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
});

export const clusterSplit = z.object({
  /** Parts to split into. */
  k: z.coerce.number().int().min(2).max(50),
});

/** What a cluster or another group would be split into, largest part first. */
export type ClusterSplit = {
  /** Mean cosine of all members to their centre, to be held against that of the parts; null where none has an embedding. */
  cohesion: number | null;
  parts: {
    title: string;
    words: { word: string; count: number }[];
    cohesion: number | null;
    /** Nearest to the centre of the part first. */
    sampleIds: string[];
    /** 1 − cosine to the centre of the part, ascending. */
    distances: number[];
  }[];
};

export type ClusterRunSummary = {
  id: string;
  number: number;
  modelName: string;
  k: number;
  /** Where k came from, as a sentence. */
  kReason: string;
  seed: number;
  sampleCount: number;
  iterations: number;
  inertia: number;
  /** What several k were worth when the run was made, ascending; empty where that was not tried. */
  curve: KCurvePoint[];
  createdAt: string;
};

/** Several clusters that are near each other. 1 holds the most samples. */
export type CoarseClusterSummary = {
  number: number;
  title: string;
  words: { word: string; count: number }[];
};
