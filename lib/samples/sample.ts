import { z } from 'zod';
import type { LabelSource } from '@/lib/operations/operation';

export const PREVIEW_CODE_POINTS = 240;
export const PAGE_SIZE_LIMIT = 500;

export const SAMPLE_STATES = ['labeled', 'unlabeled', 'suggested', 'excluded', 'failed'] as const;

/** The filters of the samples screen; the same names stand in the page's URL and in the API's query. */
export const sampleFilter = z.strictObject({
  /** failed: no embedding could be made. */
  state: z.enum(SAMPLE_STATES).optional(),
  /** Class ids, any of them. */
  class: z.array(z.uuid()).max(50).optional(),
  cluster: z.uuid().optional(),
  import: z.uuid().optional(),
  source: z.enum(['person', 'import', 'rule', 'classifier']).optional(),
  /** Found anywhere in a text, or in a name of an image; case does not matter. */
  q: z.string().trim().max(200).optional(),
});
export type SampleFilter = z.infer<typeof sampleFilter>;

export type SampleItem = {
  id: string;
  preview: string;
  width: number | null;
  height: number | null;
  labelClassId: string | null;
  labelSource: LabelSource | null;
  suggestedClassId: string | null;
};

export type SamplePage = {
  samples: SampleItem[];
  /** Pass as `after` to go on; null at the end. */
  nextCursor: string | null;
  /** How many samples match in all. */
  totalCount: number;
  /** The dataset revision this page was read at. */
  revision: number;
};

/** Where one sample stands among those that match a filter, in the order of the list. */
export type SamplePlace = {
  previousId: string | null;
  nextId: string | null;
  /** From 1; null when the sample itself does not match. */
  position: number | null;
  /** How many samples match in all. */
  totalCount: number;
};

/** Counts for the filter column. Those of one facet ignore that facet's own filter. */
export type SampleFacets = {
  totalCount: number;
  states: Record<(typeof SAMPLE_STATES)[number], number>;
  classes: { labelClassId: string; count: number }[];
  clusters: { clusterId: string; number: number; title: string; count: number }[];
  imports: { importId: string; name: string; count: number }[];
  sources: { labelSource: LabelSource; count: number }[];
};

export type SampleOriginItem = {
  importId: string;
  importName: string;
  fileName: string;
  /** Row of a table or entry of an archive, 1-based; 0 for a file of its own. */
  position: number;
  name: string;
  externalId: string | null;
  label: string | null;
  metadata: Record<string, string> | null;
};

/** One sample with everything that is known of it. */
export type SampleDetail = SampleItem & {
  datasetId: string;
  /** The dataset revision that this was read at; decisions send it back. */
  revision: number;
  sizeBytes: number;
  /** Hex SHA-256 of the payload. */
  payloadHash: string;
  /** The whole text; null for images. */
  text: string | null;
  createdAt: string;
  deletedAt: string | null;
  origins: SampleOriginItem[];
  excludedClassIds: string[];
  suggestions: { labelClassId: string; labelSource: LabelSource; confidence: number | null }[];
  label: { labelClassId: string; labelSource: LabelSource; personName: string; decidedAt: string } | null;
};
