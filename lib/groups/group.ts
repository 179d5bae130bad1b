import { z } from 'zod';
import type { ClusterRunSummary, CoarseClusterSummary } from '@/lib/clusters/cluster';
import type { GroupSource, LabelSource } from '@/lib/operations/operation';
import { uuid } from '@/lib/operations/operation';
import { sampleFilter } from '@/lib/samples/sample';

/** Members of a group at most: the most typical ones of all that matched. */
export const GROUP_SAMPLE_LIMIT = 50_000;

/** Characters of a group's title at most. */
export const GROUP_TITLE_LIMIT = 200;

const title = z.string().trim().min(1).max(GROUP_TITLE_LIMIT);
const memberIds = z
  .array(uuid)
  .min(1)
  .max(GROUP_SAMPLE_LIMIT, {
    message: `A group takes at most ${GROUP_SAMPLE_LIMIT} samples. Name fewer.`,
  });

/** Samples in an order that the caller knows, nearest first, with 1 − cosine (0 to 2) of each. */
const ranked = z
  .strictObject({ sampleIds: memberIds, distances: z.array(z.number().min(0).max(2)) })
  .refine(({ sampleIds, distances }) => sampleIds.length === distances.length, {
    message: 'ranked has as many distances as sampleIds.',
  });

/** What a search by meaning looked for: kept with the group. */
const meaning = z.union([
  z.strictObject({ phrase: z.string().trim().min(1).max(1000) }),
  z.strictObject({ pictureToken: z.string().min(1).max(200) }),
  z.strictObject({ sampleId: uuid }),
]);

const groupLimit = z.int().min(1).max(GROUP_SAMPLE_LIMIT);

const common = { title: title.optional(), ranked: ranked.optional() };

/**
 * The body of POST /api/datasets/:datasetId/groups: what proposes the group, and how its samples are found.
 * filter      all live samples that match the filter, the most typical 50,000 of them.
 * search      the same for words; or by meaning, with what `ranked` brings.
 * similar     a sample and those nearest to it, nearest first.
 * lasso       samples that a person enclosed on the map.
 * duplicates  samples that are nearly the same.
 * `ranked` brings the members in the caller's order; without it they stand from the most to the least typical.
 */
export const createGroup = z.discriminatedUnion('source', [
  z.strictObject({ ...common, source: z.literal('filter'), filter: sampleFilter }),
  z.strictObject({
    ...common,
    source: z.literal('search'),
    filter: sampleFilter.optional(),
    meaning: meaning.optional(),
    limit: groupLimit.optional(),
  }),
  z.strictObject({ ...common, source: z.literal('similar'), sampleId: uuid, limit: groupLimit.default(100) }),
  z.strictObject({ ...common, source: z.literal('lasso'), sampleIds: memberIds }),
  z.strictObject({ ...common, source: z.literal('duplicates'), sampleIds: memberIds }),
]);
export type CreateGroup = z.infer<typeof createGroup>;
/** The request as it is sent: what has a default may be left out. */
export type CreateGroupRequest = z.input<typeof createGroup>;

/** The answer to POST …/groups. */
export type CreatedGroup = {
  group: {
    id: string;
    title: string;
    size: number;
    /** How many samples matched; more than `size` where a group holds only the most typical. */
    matchedCount: number;
  };
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

/** What a group is, whatever proposed it, with the counts of today. */
export type GroupHead = {
  id: string;
  source: GroupSource;
  title: string;
  /** Of a cluster, its number in the run; null for every other group. */
  number: number | null;
  /** Distinguishing words with how many of the members that were read contain them (all, up to 100,000 samples of a dataset); empty for images. */
  words: { word: string; count: number }[];
  /** What was searched for, of a group that a search for words made. */
  search?: string;
  /** Live members. */
  size: number;
  /** How many samples matched when the group was made; more than `size` where it holds only the most typical. */
  matchedCount: number;
  /** Mean cosine of the members to their centre; null where no member has an embedding. */
  cohesion: number | null;
  boundaryRank: number;
  labeledCount: number;
  /** Labels by class, most first. */
  labeledAs: { labelClassId: string; count: number }[];
  suggestion: GroupSuggestion | null;
  representatives: { sampleId: string; preview: string }[];
  fringe: string[];
};

/** Whether the distances of a group's members are to what was searched for by meaning: 1 − similarity. */
export function isRankedBySimilarity({ source, search }: Pick<GroupHead, 'source' | 'search'>): boolean {
  return source === 'similar' || (source === 'search' && search === undefined);
}

/** A group of the queue. */
export type QueuedGroup = GroupHead & {
  /** Its coarse cluster in the run; null where there are none. */
  coarseNumber: number | null;
  /** Everything inside the boundary is labeled, or excluded by hand. */
  done: boolean;
  /** Put aside, by whom and why; null for a group that is not. */
  parked: ParkedNote | null;
};

/** Why a group was put aside. Reverting the operation brings it back. */
export type ParkedNote = { operationId: string; note: string; personName: string; at: string };

/** The queue: open groups, most worthwhile first, then done ones; parked ones among them. Splits and merges stand in the place of what they replaced. */
export type ReviewQueue = {
  run: ClusterRunSummary | null;
  clusters: QueuedGroup[];
  /** Clusters near each other, as one, by number; empty where the clusters are few. */
  coarse: CoarseClusterSummary[];
};

/** One open group, column by column: index i of every array is the member of rank i. */
export type OpenGroup = {
  head: GroupHead;
  /** The run of a cluster; null for every other group. */
  run: ClusterRunSummary | null;
  /** The dataset revision this was read at; decisions send it back. */
  revision: number;
  sampleIds: string[];
  previews: string[];
  distances: number[];
  /** The class of each; of several the one that was given last. */
  labelClassIds: (string | null)[];
  /** All classes of each, where samples may carry several; absent elsewhere. */
  allLabelClassIds?: (string[] | null)[];
  labelSources: (LabelSource | null)[];
  /** Class of an imported or later suggestion. */
  suggestedClassIds: (string | null)[];
  suggestedConfidences: (number | null)[];
  /** Classes that the member was excluded from by hand; null for none. */
  excludedClassIds: (string[] | null)[];
};

/** What the live members of a group are labeled as, and by whom, most first; for the preview of what touches them all. */
export type GroupLabels = {
  size: number;
  labels: { labelClassId: string; labelSource: LabelSource; personName: string; count: number }[];
};

/** Where the review desk opens a group. */
export function reviewPath(datasetId: string, { id, source }: Pick<GroupHead, 'id' | 'source'>): string {
  return `/datasets/${datasetId}/review?${reviewParameter(source)}=${id}`;
}

/** The name that a group's id has in the address of the review desk. */
export function reviewParameter(source: GroupSource): 'cluster' | 'group' {
  return source === 'cluster' ? 'cluster' : 'group';
}
