import { z } from 'zod';
import { type modality, personGivenName } from '@/lib/datasets/dataset';

export const COLUMN_ROLES = ['text', 'id', 'label', 'metadata', 'leave-out'] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export const TABLE_FORMATS = ['csv', 'tsv', 'jsonl', 'lines'] as const;

/** What can stand between several classes in one cell. */
export const LABEL_SEPARATORS = [';', '|', ','] as const;
export type LabelSeparator = (typeof LABEL_SEPARATORS)[number];

/** How a table is read. Detected by inspection, then confirmed or changed by the person. */
export const tableSettings = z.strictObject({
  format: z.enum(TABLE_FORMATS),
  encoding: z.enum(ENCODINGS),
  /** One character; ignored by jsonl and lines. */
  delimiter: z.string().length(1),
  hasHeader: z.boolean(),
  /** One role per column, in file order; exactly one is text. */
  roles: z.array(z.enum(COLUMN_ROLES)).max(2000),
});
export type TableSettings = z.infer<typeof tableSettings>;

export const createImport = z.strictObject({
  /** Into this dataset … */
  datasetId: z.uuid().optional(),
  /** … or into a new one with this name. One of both. */
  datasetName: personGivenName.optional(),
  /** The files to come, in order. Their bytes follow by PUT …/files/:position. */
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(4096), sizeBytes: z.int().min(0) }))
    .min(1)
    .max(100_000),
});

/** PATCH of an import that is ready: what inspection found, corrected. Answers a new inspection. */
export const importSettings = z.strictObject({
  table: tableSettings.optional(),
  labelsAs: z.enum(['suggestions', 'labels']).optional(),
  /** What stands between several classes in one cell; null: a cell is one class. A dataset that the import makes then takes several. */
  labelSeparator: z.enum(LABEL_SEPARATORS).nullable().optional(),
  datasetName: personGivenName.optional(),
  datasetId: z.uuid().optional(),
  /** Key of the embedding model of the dataset that the import makes; without effect on one that is there. */
  model: z.string().min(1).max(100).optional(),
});
export type ImportSettings = z.infer<typeof importSettings>;

export const startDemo = z.strictObject({ demo: z.enum(['images', 'texts']) });

export type InspectedColumn = { name: string; role: ColumnRole; reason: string };

/** What inspection found before anything is written. For images: counts of files only. */
export type Inspection = {
  kind: 'images' | 'table';
  table: TableSettings | null;
  columns: InspectedColumn[];
  /** The first rows as they stand, cell by cell, with the problem of a bad row. */
  rows: { position: number; cells: string[]; problem: string | null }[];
  rowCount: number;
  newCount: number;
  duplicateCount: number;
  leftOutCount: number;
  labelCount: number;
  /** Distinct labels found, most frequent first, at most 500. */
  labels: { name: string; count: number }[];
  /** The first problems (all of them are listed after the import). */
  problems: ImportProblemItem[];
  warnings: string[];
};

export type ImportProblemItem = {
  fileName: string;
  position: number;
  name: string;
  reason: string;
  sizeBytes: number | null;
};

export const IMPORT_STATUSES = [
  'uploading',
  'inspecting',
  'ready',
  'queued',
  'running',
  'committed',
  'failed',
  'cancelled',
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export type ImportFileItem = {
  position: number;
  name: string;
  sizeBytes: number;
  status: 'expected' | 'staged' | 'unreadable';
  reason: string | null;
};

/** The least cosine at which samples of an import count as near-duplicates. */
export const IMPORT_DUPLICATES_THRESHOLD = 0.95;

/** Near-duplicates among the new samples of an import, as they were when these had been embedded and were first asked about. */
export type ImportDuplicates = {
  /** Name of the model whose embeddings were compared. */
  model: string;
  threshold: number;
  /** Groups with at least one of the new samples. */
  groupCount: number;
  /** New samples that are in a group. */
  sampleCount: number;
  /** Those of them whose group holds samples of other imports. */
  withOthersCount: number;
};

/** The counts; or that jobs come first; or that samples have no embedding; or how far the comparison is. */
export type ImportDuplicatesAnswer =
  | ({ state: 'found' } & ImportDuplicates)
  | { state: 'waiting' | 'not-embedded' }
  | { state: 'computing'; done: number; total: number };

export type ImportSummary = {
  id: string;
  name: string;
  datasetId: string | null;
  datasetName: string | null;
  modality: z.infer<typeof modality> | null;
  status: ImportStatus;
  labelsAs: 'suggestions' | 'labels';
  labelSeparator: LabelSeparator | null;
  /** Key of the embedding model for a new dataset; null for the default. */
  model: string | null;
  totalCount: number;
  newCount: number;
  duplicateCount: number;
  leftOutCount: number;
  labelCount: number;
  /** Null until they were counted. */
  nearDuplicates: ImportDuplicates | null;
  message: string | null;
  jobId: string | null;
  createdAt: string;
  committedAt: string | null;
  deletedAt: string | null;
};

export type ImportDetail = ImportSummary & {
  files: ImportFileItem[];
  fileCount: number;
  inspection: Inspection | null;
  /** The newest samples that came in, at most 8, once committed; before that empty. */
  latestSampleIds: string[];
};
