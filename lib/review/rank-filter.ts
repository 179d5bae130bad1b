import { z } from 'zod';
import type { OrderedMembers } from '@/lib/groups/ordered-members';
import { sampleFilter } from '@/lib/samples/sample';

/** What the web process asks the worker: the samples that match a filter, most typical first. */
export const rankQuestion = z.strictObject({ datasetId: z.uuid(), filter: sampleFilter });
export type RankQuestion = z.infer<typeof rankQuestion>;

/** The most typical of the samples that match, and how many match in all. */
export type RankedFilter = OrderedMembers & { matchedCount: number };
