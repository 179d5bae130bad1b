import { CLASS_LIMIT, type LabelClass } from '@/lib/datasets/label-class';
import { findAlike, hasClassNamed } from '@/lib/review/class-search';

/** That a class of nearly this name is there, beside the field in which it is typed; null where none is. */
export function sayAlike(classes: readonly Pick<LabelClass, 'name'>[], typed: string): string | null {
  const alike = findAlike(classes, typed);
  return alike === null ? null : `The class “${alike.name}” differs from this only in capitals or spaces.`;
}

/** Whether what was typed can become a class: one that is not there yet, in a dataset that takes another. */
export function canCreateClass(classes: readonly Pick<LabelClass, 'name'>[], typed: string): boolean {
  return typed.trim() !== '' && classes.length < CLASS_LIMIT && !hasClassNamed(classes, typed);
}

/** The words that offer a new class: `Create class “card”`, and beside which one where the two differ in capitals or spaces alone. */
export function sayCreate(classes: readonly Pick<LabelClass, 'name'>[], typed: string): string {
  const alike = findAlike(classes, typed);
  return `Create class “${typed.trim()}”${alike === null ? '' : ` beside “${alike.name}”`}`;
}

/** Why nothing can be created: the dataset has as many classes as it takes, and none of this name. Null where that is not so. */
export function sayFull(classes: readonly Pick<LabelClass, 'name'>[], typed: string): string | null {
  if (typed.trim() === '' || classes.length < CLASS_LIMIT || hasClassNamed(classes, typed)) return null;
  return `A dataset has at most ${CLASS_LIMIT} classes. Merge or delete one to create another.`;
}
