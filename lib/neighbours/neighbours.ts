import { z } from 'zod';

/** Samples that the interface asks for at once, at most. */
export const similarLimit = 100;

/** What the web process asks the worker. */
export const similarQuestion = z.strictObject({
  datasetId: z.uuid(),
  sampleId: z.uuid(),
  limit: z
    .int()
    .min(1)
    .max(2 * similarLimit),
});
export type SimilarQuestion = z.infer<typeof similarQuestion>;

/** A sample and its cosine with the one asked about, −1 to 1. */
export type SimilarSample = { sampleId: string; similarity: number };

/**
 * The worker's answer: the samples found, nearest first; or that the vectors are being read, so ask again; or that the
 * sample has no embedding by the model; or that its embedding is all zeros, so it has no direction to compare.
 */
export type SimilarAnswer = {
  state: 'found' | 'loading' | 'not-embedded' | 'no-direction';
  model: string;
  similar: SimilarSample[];
};

/** Samples that a search by meaning reaches, nearest first: as many as a group takes. */
export const meaningLimit = 50_000;
export const phraseLimit = 1_000;

/** What a search by meaning starts from: a phrase, a picture that was put into staging, or a sample. */
export const meaning = z.union([
  z.strictObject({ phrase: z.string().trim().min(1).max(phraseLimit) }),
  z.strictObject({ picture: z.uuid() }),
  z.strictObject({ sampleId: z.uuid() }),
]);
export type Meaning = z.infer<typeof meaning>;

export const meaningQuestion = z.strictObject({
  datasetId: z.uuid(),
  meaning,
  limit: z.int().min(1).max(meaningLimit),
});
export type MeaningQuestion = z.infer<typeof meaningQuestion>;

/**
 * The worker's answer: samples with their cosines, nearest first; or why there are none. no-model: what was given cannot be
 * turned into an embedding by the dataset's model, a phrase by a model of pictures or brought vectors, say.
 */
export type MeaningAnswer = {
  state: SimilarAnswer['state'] | 'no-model';
  model: string;
  sampleIds: string[];
  similarities: number[];
};

export const duplicatesQuestion = z.strictObject({
  datasetId: z.uuid(),
  /** The least cosine of two samples that belong together. */
  threshold: z.number().min(0.5).max(1),
});
export type DuplicatesQuestion = z.infer<typeof duplicatesQuestion>;

/** A group of near-duplicates: how many samples, and the first of them in the order of their ids. */
export type DuplicateGroup = { count: number; sampleIds: string[] };

/** Groups and samples of a group that an answer names; the counts are of all. */
export const duplicateGroupLimit = 200;
export const duplicateSampleLimit = 100;

export const importDuplicatesQuestion = z.strictObject({ importId: z.uuid() });
export type ImportDuplicatesQuestion = z.infer<typeof importDuplicatesQuestion>;

/** The largest groups first; `recall` is below 1 where a graph of neighbours stood in for all pairs. */
export type DuplicatesFound = {
  model: string;
  threshold: number;
  groupCount: number;
  /** Samples that are in a group. */
  sampleCount: number;
  /** Samples that were compared. */
  comparedCount: number;
  recall: number;
  groups: DuplicateGroup[];
};

export type DuplicatesAnswer =
  | ({ state: 'found' } & DuplicatesFound)
  | { state: 'computing'; done: number; total: number };
