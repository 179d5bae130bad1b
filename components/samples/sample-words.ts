import { formatSimilarity } from '@/components/ui/format';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { SampleItem } from '@/lib/samples/sample';

export type ClassesById = ReadonlyMap<string, LabelClass>;

/** The class that a sample shows: its label, or else what is suggested; and the names of the others that it carries. */
export function shownClass(
  sample: Pick<SampleItem, 'labelClassId' | 'labelClassIds' | 'suggestedClassId'>,
  classes: ClassesById,
): { labelClass: LabelClass; suggested: boolean; more: readonly string[] } | null {
  const labelClass = classes.get(sample.labelClassId ?? sample.suggestedClassId ?? '');
  if (labelClass === undefined) return null;
  const more = sample.labelClassIds.filter((id) => id !== labelClass.id).map((id) => nameOf(id, classes));
  return { labelClass, suggested: sample.labelClassId === null, more };
}

/** A sample in a list as a screen reader says it: "Sample 01466.jpg, labeled glass". */
export function sayInList(sample: SampleItem, classes: ClassesById): string {
  const shown = shownClass(sample, classes);
  const state =
    shown === null
      ? 'unlabeled'
      : `${shown.suggested ? 'suggested' : 'labeled'} ${[shown.labelClass.name, ...shown.more].join(', ')}`;
  const alike = sample.similarity === undefined ? '' : `, similarity ${formatSimilarity(sample.similarity)}`;
  return `Sample ${sample.preview}, ${state}${alike}`;
}

export function byId(classes: readonly LabelClass[]): ClassesById {
  return new Map(classes.map((labelClass) => [labelClass.id, labelClass]));
}

/** The name of a class by its id. */
export function nameOf(labelClassId: string, classes: ClassesById): string {
  return classes.get(labelClassId)?.name ?? 'a class that is gone';
}
