import { z } from 'zod';
import { GROUP_SAMPLE_LIMIT } from '@/lib/groups/group';

/** Members from the most to the least typical, with what is known of the order. */
export type OrderedMembers = {
  sampleIds: string[];
  /** 1 − cosine to the centre, ascending. */
  distances: number[];
  /** Mean cosine of the members to their centre; null where none has an embedding. */
  cohesion: number | null;
};

/** What the web process asks the worker: the order of these live samples. */
export const orderQuestion = z.strictObject({
  datasetId: z.uuid(),
  sampleIds: z.array(z.uuid()).max(GROUP_SAMPLE_LIMIT),
});
export type OrderQuestion = z.infer<typeof orderQuestion>;
