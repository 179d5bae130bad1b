import type { OperationSummary, SampleState } from '@/lib/operations/operation';

/** The name of a class by its id; classes that are gone have none. */
export type NameOfClass = (labelClassId: string) => string | null;

const UNKNOWN_CLASS = 'a class that is gone';
const classesOf = (state: SampleState | null) => state?.labels.map(({ labelClassId }) => labelClassId) ?? [];
const exclusionsOf = (state: SampleState | null) => state?.exclusions.map(({ labelClassId }) => labelClassId) ?? [];
const added = (before: readonly string[], after: readonly string[]) => after.filter((id) => !before.includes(id));

/** What one act did to one sample: words before and after the name of the class it is about, if it is about one. */
export type EffectWords = { says: string; className: string | null };

function describePutBack(after: SampleState | null, nameOf: NameOfClass): EffectWords {
  const [labelClassId] = classesOf(after);
  if (labelClassId === undefined) return { says: 'Put back to unlabeled', className: null };
  return { says: 'Put back to', className: nameOf(labelClassId) ?? UNKNOWN_CLASS };
}

/**
 * What an operation did to one sample, from the sample's state before and after. A sample that an accept left out says
 * so; one that lost its label names the label it lost.
 */
export function describeEffect(
  kind: OperationSummary['kind'],
  before: SampleState | null,
  after: SampleState | null,
  nameOf: NameOfClass,
): EffectWords {
  if (kind === 'revert') return describePutBack(after, nameOf);
  const name = (id: string | undefined) => (id === undefined ? null : (nameOf(id) ?? UNKNOWN_CLASS));
  const [gained] = added(classesOf(before), classesOf(after));
  if (gained !== undefined) {
    const verbs = {
      accept: 'Accepted as',
      label: 'Labeled',
      import: 'Imported as',
      exclude: 'Labeled',
      clear: 'Labeled',
      split: 'Labeled',
      merge: 'Labeled',
      park: 'Labeled',
      classEdit: 'Class changed to',
    };
    return { says: verbs[kind], className: name(gained) };
  }
  const [excluded] = added(exclusionsOf(before), exclusionsOf(after));
  if (excluded !== undefined) {
    return { says: kind === 'accept' ? 'Left out as not' : 'Marked not', className: name(excluded) };
  }
  const [lost] = added(classesOf(after), classesOf(before));
  if (lost !== undefined) return { says: 'Label cleared, was', className: name(lost) };
  return { says: 'Confirmed as', className: name(classesOf(after)[0]) };
}
