import { z } from 'zod';

const id = z.uuid();

/** What a class edit can change of a class. */
const classFields = z
  .object({
    name: z.string(),
    description: z.string(),
    slot: z.int(),
    /** Its place in the list, counted without the classes below it. */
    position: z.int(),
    key: z.string().nullable(),
    parentId: id.nullable(),
    exampleIds: z.array(id),
    /** False for a class that is not made yet, or deleted, or merged into another. */
    isLive: z.boolean(),
  })
  .partial();
export type ClassFields = z.infer<typeof classFields>;

/** One class before and after an edit: only what the edit changed of it. */
const classChange = z.object({ labelClassId: id, before: classFields, after: classFields });
export type ClassChange = z.infer<typeof classChange>;

/** A class edit. `name` is as the person saw it. */
const classEditDetail = z.object({
  type: z.literal('classEdit'),
  edit: z.enum(['create', 'change', 'merge', 'delete']),
  labelClassId: id,
  name: z.string(),
  /** Of a merge: where the labels went. */
  into: z.object({ labelClassId: id, name: z.string() }).nullable(),
  changes: z.array(classChange),
  /** Labels, exclusions and suggestions that went with it. */
  counts: z.object({ labelCount: z.int(), exclusionCount: z.int(), suggestionCount: z.int() }),
});
export type ClassEditDetail = z.infer<typeof classEditDetail>;

/** A split or a merge of groups: what stands in whose place. */
const regroupDetail = z.object({ type: z.literal('regroup'), fromIds: z.array(id), intoIds: z.array(id) });

/** A group put aside, and why. */
const parkDetail = z.object({ type: z.literal('park'), note: z.string() });

/**
 * How a revert came about, which undo and redo go by. `undo` and `redo` are the keys: they take back, or do again, one step
 * of a person, `stepId`. A `revert` was asked for by name and is a step of its own.
 */
const revertDetail = z.object({
  type: z.literal('revert'),
  way: z.enum(['undo', 'redo', 'revert']),
  stepId: id,
  /** Of a class edit: what the revert itself changed of the classes. */
  changes: z.array(classChange).optional(),
});
export type RevertDetail = z.infer<typeof revertDetail>;

/** What acts other than labeling changed, by type; it stands in Operation.detail. */
export const operationDetail = z.discriminatedUnion('type', [classEditDetail, regroupDetail, parkDetail, revertDetail]);
export type OperationDetail = z.infer<typeof operationDetail>;

/** The detail of an operation as it is stored; null for acts that have none. Throws when it is of no known type. */
export function readDetail(stored: unknown): OperationDetail | null {
  return stored === null || stored === undefined ? null : operationDetail.parse(stored);
}
