import { z } from 'zod';
import type { KCurvePoint } from '@/lib/clusters/k-curve';
import type { LabelSource } from '@/lib/operations/operation';

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

/** What a cluster would be split into, largest part first. */
export type ClusterSplit = {
  parts: {
    title: string;
    words: { word: string; count: number }[];
    cohesion: number;
    /** Nearest to the centre of the part first. */
    sampleIds: string[];
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

/** A proposal for a whole group: the class that most of its known members point to. */
export type GroupSuggestion = {
  labelClassId: string;
  /** Share of the known members (labeled or with an imported suggestion) that point to it, 0–1. */
  share: number;
  /** How many members are known. */
  knownCount: number;
  /** person when labels speak, import when only imported suggestions do. */
  from: Extract<LabelSource, 'person' | 'import'>;
};

export type ClusterSummary = {
  id: string;
  number: number;
  /** Its coarse cluster in the run; null where there are none. */
  coarseNumber: number | null;
  title: string;
  /** Distinguishing words with how many of the members that were read contain them (all, up to 100,000 samples of a dataset); empty for images. */
  words: { word: string; count: number }[];
  size: number;
  cohesion: number;
  boundaryRank: number;
  labeledCount: number;
  /** Labels by class, most first. */
  labeledAs: { labelClassId: string; count: number }[];
  suggestion: GroupSuggestion | null;
  representatives: { sampleId: string; preview: string }[];
  fringe: string[];
};

/** Several clusters that are near each other. 1 holds the most samples. */
export type CoarseClusterSummary = {
  number: number;
  title: string;
  words: { word: string; count: number }[];
};

/** The queue: open clusters, most worthwhile first, then done ones (everything inside the boundary is labeled or excluded by hand). */
export type ClusterQueue = {
  run: ClusterRunSummary | null;
  clusters: (ClusterSummary & { done: boolean })[];
  /** Clusters near each other, as one, by number; empty where the clusters are few. */
  coarse: CoarseClusterSummary[];
};

/** One open group, column by column: index i of every array is the member of rank i. */
export type OpenGroup = {
  cluster: ClusterSummary;
  run: ClusterRunSummary;
  /** The dataset revision this was read at; decisions send it back. */
  revision: number;
  sampleIds: string[];
  previews: string[];
  distances: number[];
  labelClassIds: (string | null)[];
  labelSources: (LabelSource | null)[];
  /** Class of an imported or later suggestion. */
  suggestedClassIds: (string | null)[];
  suggestedConfidences: (number | null)[];
  /** Classes that the member was excluded from by hand; null for none. */
  excludedClassIds: (string[] | null)[];
};
