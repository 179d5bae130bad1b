import { z } from 'zod';

/** Members that are compared while a person waits. */
export const foldMemberLimit = 10_000;

/** What the web process asks the worker: which of these samples are nearly the same. */
export const foldQuestion = z.strictObject({
  datasetId: z.uuid(),
  sampleIds: z.array(z.uuid()).max(foldMemberLimit),
  /** The least cosine of two samples that belong together. */
  threshold: z.number().min(0.5).max(1),
});
export type FoldQuestion = z.infer<typeof foldQuestion>;

/** Samples that are nearly the same, two or more together, each in the order of the question. */
export type FoldAnswer = { threshold: number; folds: string[][] };
