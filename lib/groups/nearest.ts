import { z } from 'zod';

/** What the web process asks the worker: which groups of the queue are near this one. */
export const nearestQuestion = z.strictObject({ datasetId: z.uuid(), groupId: z.uuid() });
export type NearestQuestion = z.infer<typeof nearestQuestion>;

/**
 * Groups of the queue that go back to a cluster of the current run, nearest first, with the cosine of the centres, −1 to 1;
 * the group itself and what was replaced are left out. Empty for a group that goes back to no cluster of the run.
 */
export type NearestGroups = { nearest: { id: string; similarity: number }[] };
