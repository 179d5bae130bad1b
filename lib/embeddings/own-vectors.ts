import { z } from 'zod';
import { personGivenName } from '@/lib/datasets/dataset';
import type { ImportStatus } from '@/lib/samples/import';
import type { VectorFault, VectorSource } from '@/lib/samples/intake/vectors';

/**
 * What an id in a file of vectors can be: the sample's own UUID, the external id that an import gave it, the name or path
 * of its file (for texts: "row 12"), or the last part of that path.
 */
export const MATCH_KEYS = ['sample-id', 'external-id', 'name', 'base-name'] as const;
export type MatchKey = (typeof MATCH_KEYS)[number];

/** Different vectors for one sample: nothing is written, or the first row counts. */
export const DUPLICATE_RULES = ['refuse', 'first'] as const;
export type DuplicateRule = (typeof DUPLICATE_RULES)[number];

/** Announces a table, an .npz, or a .npy of vectors with a file of its ids. */
export const announceVectors = z.strictObject({
  /** The name of the model that the vectors become; like the first file unless given. */
  name: personGivenName.optional(),
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(4096), sizeBytes: z.int().min(1, 'is 0: the file is empty') }))
    .min(1)
    .max(2),
});

/** PATCH of a delivery that is ready. A change of the column reads the files again, one of the key matches again. */
export const vectorChoices = z.strictObject({
  name: personGivenName.optional(),
  idColumn: z.string().min(1).max(1024).optional(),
  matchBy: z.enum(MATCH_KEYS).optional(),
  duplicates: z.enum(DUPLICATE_RULES).optional(),
});
export type VectorChoices = z.infer<typeof vectorChoices>;

/** Writes the embeddings; with `cluster` the dataset is clustered by them at once. */
export const startVectors = z.strictObject({ cluster: z.boolean().default(true) });

/** What becomes of a row: it gives a sample its vector, or why it does not. */
export const VECTOR_OUTCOMES = [
  'matched',
  'unmatched',
  'ambiguous',
  'same',
  'different',
  'no-id',
  'not-finite',
  'wrong-length',
  'zero',
  'unreadable',
] as const satisfies readonly (VectorFault | string)[];
export type VectorOutcome = (typeof VECTOR_OUTCOMES)[number];

/** What VectorDelivery.settings holds. */
export type VectorSettings = {
  idColumn?: string;
  /** Chosen by a person; without it, the key that the most rows match. */
  matchBy?: MatchKey;
  duplicates?: DuplicateRule;
};

/** What was found before anything is written. */
export type VectorInspection = {
  source: VectorSource;
  rowCount: number;
  matchBy: MatchKey;
  /** How many rows match a sample by each key. */
  matches: { by: MatchKey; rowCount: number }[];
  outcomes: Record<VectorOutcome, number>;
  /** Live samples, and how many of them get no vector. */
  sampleCount: number;
  withoutVectorCount: number;
};

export type VectorFileItem = { name: string; sizeBytes: number; sha256: string | null };

export type VectorDeliverySummary = {
  id: string;
  datasetId: string;
  name: string;
  status: ImportStatus;
  files: VectorFileItem[];
  duplicates: DuplicateRule;
  inspection: VectorInspection | null;
  message: string | null;
  jobId: string | null;
  /** The model that holds the vectors, once they are written. */
  modelId: string | null;
  createdAt: string;
  committedAt: string | null;
};

export type VectorProblemItem = { position: number; id: string; outcome: VectorOutcome; reason: string };

const KEY_WORDS: Record<MatchKey, string> = {
  'sample-id': 'UUID',
  'external-id': 'id in an import',
  name: 'name or path',
  'base-name': 'file name',
};

/** Why a row of a delivery gives no sample its vector, as a sentence. */
export function explainOutcome(
  row: { outcome: VectorOutcome; reason: string | null; firstPosition: number | null },
  matchBy: MatchKey,
): string {
  if (row.reason !== null) return row.reason;
  switch (row.outcome) {
    case 'unmatched':
      return `No sample of the dataset has this ${KEY_WORDS[matchBy]}.`;
    case 'ambiguous':
      return `More than one sample of the dataset has this ${KEY_WORDS[matchBy]}.`;
    case 'same':
      return `Row ${row.firstPosition} gives the same vector to the same sample.`;
    case 'different':
      return `Row ${row.firstPosition} gives another vector to the same sample.`;
    default:
      return '';
  }
}

/** The reason that a sample without a brought vector is listed with. */
export const NO_VECTOR_REASON = 'The vectors that were brought have none for this sample.';
