import { z } from 'zod';
import { GROUP_SOURCES, type GroupSource, type LabelSource } from '@/lib/operations/operation';
import { findRangeFault, METADATA_FILTER_LIMIT } from '@/lib/samples/metadata';

export const PREVIEW_CODE_POINTS = 240;
export const PAGE_SIZE_LIMIT = 500;

export const SAMPLE_STATES = ['labeled', 'unlabeled', 'suggested', 'excluded', 'failed'] as const;

/** Refuses ranges that cannot be read, each with a sentence. */
export function refuseFaults(ranges: readonly string[] | undefined, { addIssue }: z.RefinementCtx): void {
  for (const range of ranges ?? []) {
    const message = findRangeFault(range);
    if (message !== null) addIssue({ code: 'custom', message, input: range });
  }
}

/** The filters of the samples screen; the same names stand in the page's URL and in the API's query. */
export const sampleFilter = z.strictObject({
  /** failed: no embedding could be made. */
  state: z.enum(SAMPLE_STATES).optional(),
  /** Class ids, any of them. */
  class: z.array(z.uuid()).max(50).optional(),
  cluster: z.uuid().optional(),
  import: z.uuid().optional(),
  /** Touched by this operation. */
  operation: z.uuid().optional(),
  source: z.enum(['person', 'import', 'rule', 'classifier']).optional(),
  /** The kind of group that was reviewed when the label was given. */
  groupSource: z.enum(GROUP_SOURCES).optional(),
  /** Member of this group. */
  group: z.uuid().optional(),
  /** Farthest in its cluster of the current run: 95 are the farthest twentieth, over all clusters together. */
  outlier: z.number().min(0).max(100).optional(),
  /** Values of metadata, "channel:mail" each; those of one field are alternatives. See lib/samples/metadata.ts. */
  value: z.array(z.string().max(600)).max(METADATA_FILTER_LIMIT).optional(),
  /** Ranges of metadata, "score:0.2..0.8" or "sent:2026-01-01..", both ends included. */
  range: z.array(z.string().max(600)).max(METADATA_FILTER_LIMIT).superRefine(refuseFaults).optional(),
  /** Words of a text, parts of them, "phrases", -without, beginn*; or letters in a name of an image. Case does not matter. */
  q: z.string().trim().max(200).optional(),
});
const sampleIds = z.array(z.uuid()).min(1).max(1_000);
/** The body of POST …/samples/deletions. */
export const sampleIdList = z.strictObject({ sampleIds });
/** The body of POST …/samples/restorations: some samples, all that were deleted at one moment, or all. */
export const sampleRestoration = z
  .strictObject({
    sampleIds: sampleIds.optional(),
    deletedAt: z.iso.datetime().optional(),
    all: z.literal(true).optional(),
  })
  .refine((given) => Object.keys(given).length === 1, { message: 'name sampleIds, deletedAt or all, one of them' });
export type SampleRestoration = z.infer<typeof sampleRestoration>;

/** Samples that were deleted by themselves and can be brought back, by the moment of it, newest first; the first of each moment. */
export type DeletedSamples = {
  totalCount: number;
  acts: {
    deletedAt: string /** Null of a deletion of before it was kept. */;
    personName: string | null;
    count: number;
    samples: { id: string; preview: string }[];
  }[];
};

export type SampleFilter = z.infer<typeof sampleFilter>;

export type SampleItem = {
  id: string;
  preview: string;
  width: number | null;
  height: number | null;
  /** Its class; of several the one that was given last. */
  labelClassId: string | null;
  /** All its classes, the last given first. */
  labelClassIds: string[];
  labelSource: LabelSource | null;
  suggestedClassId: string | null;
  /** How alike it is to what was searched for by meaning, −1 to 1; of such a list only. */
  similarity?: number;
};

export type SamplePage = {
  samples: SampleItem[];
  /** Pass as `after` to go on; null at the end. */
  nextCursor: string | null;
  /** How many samples match in all; null where it must be counted: the facets say it. */
  totalCount: number | null;
  /** The dataset revision this page was read at. */
  revision: number;
  /**
   * Words that stand in for a searched one that no sample has, being spelled like it; beside it (`isAlso`) where samples
   * have it, but none has all that was typed.
   */
  instead: { typed: string; words: string[]; isAlso: boolean }[];
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
  groupSources: { groupSource: GroupSource; count: number }[];
  /** Samples in the outermost 5 % and 1 % of their clusters. */
  outliers: { atLeast: number; count: number }[];
  metadata: MetadataFacet[];
  /** 1: every sample was counted. More: every so-many-th one, and the counts are estimates, but for totalCount. */
  countedEvery: number;
};

/** A field of metadata with what its values are among the samples that match. */
export type MetadataFacet = { name: string } & (
  | { kind: 'number' | 'date'; minimum: number; maximum: number; bins: number[] }
  | { kind: 'category'; values: { value: string; count: number }[]; hasMore: boolean }
);

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
