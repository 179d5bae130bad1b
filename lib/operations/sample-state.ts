import type { SampleState } from '@/lib/operations/operation';

/** What operations know of a sample that none has touched. */
export const EMPTY_STATE: SampleState = { labels: [], exclusions: [] };

/** One sample's state before and after an operation; the two differ. */
export type Effect = { sampleId: string; before: SampleState; after: SampleState };

/**
 * Whether two states hold the same labels and exclusions, made by the same operations, in any order.
 * A label of the same class by another operation is another decision, hence another state.
 */
export function isSameState(a: SampleState, b: SampleState): boolean {
  return isSameSet(a.labels, b.labels) && isSameSet(a.exclusions, b.exclusions);
}

type Entry = { labelClassId: string; operationId: string };

function isSameSet(a: readonly Entry[], b: readonly Entry[]): boolean {
  return (
    a.length === b.length &&
    a.every((entry) =>
      b.some((other) => other.labelClassId === entry.labelClassId && other.operationId === entry.operationId),
    )
  );
}

/** How an effect stores a state: null stands for the empty one, and entries stand by class, so that the same state is the same bytes. */
export function packState(state: SampleState): SampleState | null {
  if (state.labels.length === 0 && state.exclusions.length === 0) return null;
  return { labels: state.labels.toSorted(byClass), exclusions: state.exclusions.toSorted(byClass) };
}

function byClass(a: Entry, b: Entry): number {
  if (a.labelClassId === b.labelClassId) return 0;
  return a.labelClassId < b.labelClassId ? -1 : 1;
}
