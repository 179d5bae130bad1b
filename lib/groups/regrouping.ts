import { z } from 'zod';
import type { Progress } from '@/lib/datasets/dataset';
import { GROUP_SAMPLE_LIMIT, GROUP_TITLE_LIMIT } from '@/lib/groups/group';
import {
  GROUP_SOURCES,
  type GroupSource,
  idempotencyKey,
  type OperationSummary,
  uuid,
} from '@/lib/operations/operation';

/** Parts of one split, and groups of one merge, at most. */
export const PART_LIMIT = 50;
export const MERGE_LIMIT = 100;
/** Characters of the note of a parked group at most. */
export const NOTE_LIMIT = 2000;

const title = z.string().trim().min(1).max(GROUP_TITLE_LIMIT);
const source = z.enum(GROUP_SOURCES);

const part = z
  .strictObject({
    /** The id that the part's group gets; made by the server unless given. */
    id: z.uuidv7({ message: 'The id of a part is a UUID of version 7.' }).optional(),
    title,
    words: z.array(z.object({ word: z.string().max(200), count: z.int().min(0) })).max(50),
    sampleIds: z.array(uuid).min(1).max(GROUP_SAMPLE_LIMIT),
    /** 1 − cosine to the centre of the part, ascending. */
    distances: z.array(z.number().min(0).max(2)),
    cohesion: z.number().min(-1).max(1).nullable(),
  })
  .refine(({ sampleIds, distances }) => sampleIds.length === distances.length, {
    message: 'A part has as many distances as sampleIds.',
  });
export type NewPart = z.infer<typeof part>;

const areDistinct = (ids: readonly string[]) => new Set(ids).size === ids.length;

/**
 * The body of POST /api/datasets/:datasetId/regroupings: what changes in the queue, and nothing of the samples.
 * split  puts the parts in the place of a group. Members that stand in no part become a part of their own. Whoever wants to
 *        name a part before the answer is there gives it an id, which no group may have yet.
 * merge  puts one group in the place of several; the first one is that from which the person began.
 * park   takes a group out of the queue, with a note, until it is taken back.
 */
export const regrouping = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('split'),
    idempotencyKey,
    fromId: uuid,
    fromSource: source,
    parts: z
      .array(part)
      .min(2)
      .max(PART_LIMIT)
      .refine((parts) => areDistinct(parts.flatMap(({ id }) => id ?? [])), {
        message: 'Two parts have the same id.',
      }),
  }),
  z.strictObject({
    kind: z.literal('merge'),
    idempotencyKey,
    fromIds: z
      .array(z.strictObject({ id: uuid, source }))
      .min(2)
      .max(MERGE_LIMIT),
    title: title.optional(),
  }),
  z.strictObject({
    kind: z.literal('park'),
    idempotencyKey,
    groupId: uuid,
    groupSource: source,
    note: z.string().trim().max(NOTE_LIMIT),
  }),
]);
export type Regrouping = z.infer<typeof regrouping>;

export type RegroupAnswer = {
  operation: OperationSummary;
  progress: Progress;
  /** The groups that were made: the parts, or the merged one; none for a park. */
  groups: { id: string; source: GroupSource; title: string; size: number }[];
};

/** A split, merge or park that stands: nobody took it back. */
export type StandingRegrouping = {
  operationId: string;
  seq: number;
  kind: 'split' | 'merge' | 'park';
  /** The group it was done to; of a merge, the first. */
  groupId: string;
  groupTitle: string;
  fromIds: string[];
  intoIds: string[];
  note: string;
  personName: string;
  at: string;
};

/** What stands in the queue besides, and instead of, the clusters of a run. */
export type QueueLayout = {
  /** What took the place of a group, by its id. */
  replacedBy: ReadonlyMap<string, StandingRegrouping>;
  /** Groups that splits and merges put into the queue, those replaced since included, each with the first group of the run it goes back to. */
  added: ReadonlyMap<string, string>;
  parked: ReadonlyMap<string, StandingRegrouping>;
};

/**
 * Lays the queue out: `roots` are the groups that no regrouping made (the clusters of the current run, and groups that were
 * opened since it was made), `standing` is in the order of the log. What goes back to an earlier run is left out.
 */
export function layOutQueue(standing: readonly StandingRegrouping[], roots: ReadonlySet<string>): QueueLayout {
  const replacedBy = new Map<string, StandingRegrouping>();
  const added = new Map<string, string>();
  const isKnown = (id: string) => roots.has(id) || added.has(id);
  for (const each of standing) {
    if (each.kind === 'park' || !each.fromIds.every(isKnown)) continue;
    const first = each.fromIds[0] ?? '';
    for (const id of each.fromIds) replacedBy.set(id, each);
    for (const id of each.intoIds) added.set(id, added.get(first) ?? first);
  }
  const parked = standing.filter(
    ({ kind, groupId }) => kind === 'park' && isKnown(groupId) && !replacedBy.has(groupId),
  );
  return { replacedBy, added, parked: new Map(parked.map((each) => [each.groupId, each])) };
}
