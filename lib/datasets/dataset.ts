import { z } from 'zod';

export const modality = z.enum(['image', 'text']);
export type Modality = z.infer<typeof modality>;

/** Names that a person gives: 1–200 code points, NFC, trimmed, no control or bidi-override characters. */
export const personGivenName = z
  .string()
  .transform((value) => value.normalize("NFC").trim())
  .refine((value) => [...value].length >= 1 && [...value].length <= 200, {
    message: "A name has 1 to 200 characters.",
  })
  // biome-ignore format: one class of characters
  .refine((value) => !/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(value), {
  message: 'A name has no control characters.',
});

export const createDataset = z.strictObject({ name: personGivenName, modality, isMultiLabel: z.boolean().optional() });
export const editDataset = z.strictObject({
  name: personGivenName.optional(),
  /** Whether a sample may carry several classes. Refused while some do. */
  isMultiLabel: z.boolean().optional(),
});

/** Progress moves by labels only. by-source and by-import count labels. */
export type Progress = {
  sampleCount: number;
  labeledCount: number;
  /** The seq of the dataset's newest operation. */
  revision: number;
};

export type DatasetSummary = Progress & {
  id: string;
  name: string;
  modality: Modality;
  /** Whether a sample may carry several classes. */
  isMultiLabel: boolean;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
};

/** One dataset as the home page shows it. */
export type DatasetCard = DatasetSummary & {
  /** Up to 12 samples spread over the dataset: an image's id, or a text's preview. */
  glimpse: { sampleId: string; preview: string }[];
  classCounts: { labelClassId: string; name: string; slot: number; labelCount: number }[];
  clustersLeft: number;
  clusterCount: number;
  newestVersionNumber: number | null;
  runningJobId: string | null;
};
