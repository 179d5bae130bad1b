import { Conflict } from '@/lib/errors';
import { classEditInverse } from '@/lib/labels/class-inverse.server';
import type { Inverse } from '@/lib/labels/inverse';
import type { OperationKind } from '@/lib/operations/operation';

const labelsOnly: Inverse = async () => ({ says: [] });

const notYet: Inverse = async (_, { chain }) => {
  throw new Conflict(
    `Operation ${chain.act.seq} is a ${chain.act.kind}, which cannot be reverted. Nothing was changed.`,
  );
};

/** How each kind of act is turned, besides the labels of its samples. */
export const INVERSES: Record<Exclude<OperationKind, 'revert'>, Inverse> = {
  accept: labelsOnly,
  label: labelsOnly,
  exclude: labelsOnly,
  clear: labelsOnly,
  import: labelsOnly,
  split: notYet,
  merge: notYet,
  park: notYet,
  classEdit: classEditInverse,
};
