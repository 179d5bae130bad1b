import { turnPark, turnRegrouping } from '@/lib/groups/regroup-inverse.server';
import { classEditInverse } from '@/lib/labels/class-inverse.server';
import type { Inverse } from '@/lib/labels/inverse.server';
import type { OperationKind } from '@/lib/operations/operation';

const labelsOnly: Inverse = async () => ({ says: [] });

/** How each kind of act is turned, besides the labels of its samples. */
export const INVERSES: Record<Exclude<OperationKind, 'revert'>, Inverse> = {
  accept: labelsOnly,
  label: labelsOnly,
  exclude: labelsOnly,
  clear: labelsOnly,
  import: labelsOnly,
  split: turnRegrouping,
  merge: turnRegrouping,
  park: turnPark,
  classEdit: classEditInverse,
};
