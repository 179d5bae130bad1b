import { z } from 'zod';
import { personGivenName } from '@/lib/datasets/dataset';

/** Colours in the palette, and shapes; their pairs belong to a class for life. */
export const COLOUR_COUNT = 12;
export const SHAPES = ['circle', 'diamond', 'square', 'triangle'] as const;
export type Shape = (typeof SHAPES)[number];

/** Colour 1–12 and shape of a class slot (0-based): 48 pairs, then they repeat and the name decides. */
export function classMark(slot: number): { colour: number; shape: Shape } {
  const shape = SHAPES[Math.floor(slot / COLOUR_COUNT) % SHAPES.length] ?? 'circle';
  return { colour: (slot % COLOUR_COUNT) + 1, shape };
}

export type LabelClass = {
  id: string;
  name: string;
  slot: number;
  /** Order in lists; the first ten carry the keys 1–9 and 0, the next ten ⇧1–⇧0. */
  position: number;
  description: string;
  parentId: string | null;
  labelCount: number;
};

export const createLabelClass = z.strictObject({
  name: personGivenName,
  description: z.string().max(4000).optional(),
});

export const editLabelClass = z.strictObject({
  name: personGivenName.optional(),
  description: z.string().max(4000).optional(),
  position: z.int().min(0).max(10_000).optional(),
});
