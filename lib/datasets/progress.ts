import type { Progress } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { LabelSource } from '@/lib/operations/operation';

/** What GET /api/datasets/:datasetId/progress answers: labels counted in two ways; each way adds up to all labels. */
export type ProgressDetail = {
  progress: Progress;
  classes: LabelClass[];
  /** Where labels came from; sources without a label are left out. */
  bySource: { labelSource: LabelSource; count: number }[];
};

/** How far the samples are that an import first brought. */
export type ImportProgress = { importId: string; name: string; sampleCount: number; labeledCount: number };
