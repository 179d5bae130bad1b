import { z } from 'zod';
import { personGivenName } from '@/lib/datasets/dataset';
import { idempotencyKey } from '@/lib/operations/operation';

/** Colours in the palette, and shapes; their pairs belong to a class for life, unless a person gives it another. */
export const COLOUR_COUNT = 12;
export const SHAPES = ['circle', 'diamond', 'square', 'triangle'] as const;
export type Shape = (typeof SHAPES)[number];
/** Pairs of colour and shape. */
export const MARK_COUNT = COLOUR_COUNT * SHAPES.length;

/** The most classes that a dataset may have; deleted ones do not count. */
export const CLASS_LIMIT = 500;
/** The most samples that show what belongs to a class. */
export const EXAMPLE_LIMIT = 12;

/** Colour 1–12 and shape of a class slot (0-based): 48 pairs, then they repeat and the name decides. */
export function classMark(slot: number): { colour: number; shape: Shape } {
  const shape = SHAPES[Math.floor(slot / COLOUR_COUNT) % SHAPES.length] ?? 'circle';
  return { colour: (slot % COLOUR_COUNT) + 1, shape };
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
/** The keys that classes can have, in the order in which the classes get them: 1–9, 0, ⇧1–⇧0. */
export const KEY_PLACES: readonly string[] = [...DIGITS, ...DIGITS.map((digit) => `Shift+${digit}`)];

export type LabelClass = {
  id: string;
  name: string;
  slot: number;
  /** Order in lists: a class is followed by those below it. */
  position: number;
  /** The key that a person gave it, one of KEY_PLACES; null: it gets one by its order, see classesByKey. */
  key: string | null;
  description: string;
  /** Samples that show what belongs to it. */
  exampleIds: string[];
  parentId: string | null;
  labelCount: number;
};

/**
 * Which class answers to each of the twenty keys, in the order of KEY_PLACES: those that were given a key have it, and the
 * rest take the keys that are left in the order of the list.
 */
export function classesByKey<T extends Pick<LabelClass, 'key'>>(classes: readonly T[]): (T | null)[] {
  const rest = classes.filter(({ key }) => key === null || !KEY_PLACES.includes(key));
  return KEY_PLACES.map((place) => classes.find(({ key }) => key === place) ?? rest.shift() ?? null);
}

const description = z.string().max(4000);
/** The dataset revision that the person saw; an edit of the same class after it is refused with 409. */
const revision = z.int().min(0).optional();
const common = { revision, idempotencyKey: idempotencyKey.optional() };

export const createLabelClass = z.strictObject({
  /** The id that it gets, which no class may have; made by the server unless given. */
  id: z.uuidv7({ message: 'The id of a class is a UUID of version 7.' }).optional(),
  name: personGivenName,
  description: description.optional(),
  parentId: z.uuid().nullable().optional(),
  idempotencyKey: common.idempotencyKey,
});

export const editLabelClass = z.strictObject({
  ...common,
  name: personGivenName.optional(),
  description: description.optional(),
  /** Its colour and shape: 12 × shape + colour, each from 0. */
  mark: z
    .int()
    .min(0)
    .max(MARK_COUNT - 1)
    .optional(),
  position: z.int().min(0).max(10_000).optional(),
  key: z.string().max(10).nullable().optional(),
  parentId: z.uuid().nullable().optional(),
  exampleIds: z
    .array(z.uuid())
    .max(EXAMPLE_LIMIT, { message: `A class has at most ${EXAMPLE_LIMIT} examples. Take one away first.` })
    .optional(),
});

export const mergeLabelClass = z.strictObject({ ...common, intoId: z.uuid() });
export const deleteLabelClass = z.strictObject({
  idempotencyKey: common.idempotencyKey,
  revision: z.coerce.number().int().min(0).optional(),
});

/** What merging a class into another, or deleting it, would do. */
export type ClassRemovalPreview = {
  /** The dataset revision of this reading; send it with the act. */
  revision: number;
  labelCount: number;
  /** Labels by the person who gave them, most first. */
  labeledBy: { personName: string; count: number }[];
  exclusionCount: number;
  suggestionCount: number;
  /** Of a merge: samples that carry both classes and keep one label. */
  bothCount: number;
  /** Of a merge: samples labeled as one of the two and remembered as not the other. */
  contradictedCount: number;
  /** Classes right below it. */
  children: { labelClassId: string; name: string }[];
};
