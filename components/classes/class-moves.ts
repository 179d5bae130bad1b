import type { ClassChanges } from '@/components/classes/class-queries';
import { subtreeOf } from '@/lib/datasets/class-tree';
import type { LabelClass } from '@/lib/datasets/label-class';

/** Where a class can be sent by one step: among its siblings, or a level in or out. */
export type Step = 'up' | 'down' | 'in' | 'out';

/**
 * What a step changes of a class, in a list in tree order; null where there is no room. `position` is counted without the
 * classes below it, as the API takes it.
 */
export function planStep(classes: readonly LabelClass[], id: string, step: Step): ClassChanges | null {
  const own = classes.find((one) => one.id === id);
  if (own === undefined) return null;
  const siblings = classes.filter((one) => one.parentId === own.parentId);
  const place = siblings.findIndex((one) => one.id === id);
  const before = siblings[place - 1];
  const after = siblings[place + 1];
  const below = subtreeOf(classes, id);
  const rest = classes.filter((one) => !below.has(one.id));
  const indexOf = (other: LabelClass) => rest.findIndex((one) => one.id === other.id);
  switch (step) {
    case 'up':
      return before === undefined ? null : { position: indexOf(before) };
    case 'down':
      return after === undefined ? null : { position: indexOf(after) + subtreeOf(classes, after.id).size };
    case 'in':
      return before === undefined ? null : { parentId: before.id };
    case 'out': {
      const parent = classes.find((one) => one.id === own.parentId);
      if (parent === undefined) return null;
      const others = [...subtreeOf(classes, parent.id)].filter((one) => !below.has(one));
      return { parentId: parent.parentId, position: indexOf(parent) + others.length };
    }
  }
}
