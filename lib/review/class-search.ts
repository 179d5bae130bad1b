import type { LabelClass } from '@/lib/datasets/label-class';

export type ClassHit = {
  labelClass: LabelClass /** Where the typed text stands in the name, in code units. */;
  from: number;
  to: number;
};

/** How many hits carry a digit key. */
export const NUMBERED_HIT_COUNT = 9;

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The same with what joins words in names as spaces, each in its place: "top up" is typed for "top_up". */
function foldJoints(text: string): string {
  return fold(text).replace(/[-_./]/gu, ' ');
}

/**
 * Classes whose name contains what was typed: names that begin with it first, then those where a word does, then the
 * rest; each part in the order of the classes. Hyphens, underscores, dots and slashes count as spaces, and one that differs in
 * the number of spaces alone is found too.
 */
export function findClasses(classes: readonly LabelClass[], typed: string): ClassHit[] {
  const wanted = foldJoints(typed.trim());
  if (wanted === '') return classes.map((labelClass) => ({ labelClass, from: 0, to: 0 }));
  const alike = findAlike(classes, typed);
  const hits = classes.flatMap((labelClass) => {
    const name = foldJoints(labelClass.name);
    const from = name.indexOf(wanted);
    if (from < 0) return labelClass === alike ? [{ labelClass, from: 0, to: 0, grade: 0 }] : [];
    const beginsWord = from === 0 || /[^\p{L}\p{N}]/u.test(name[from - 1] ?? '');
    return [{ labelClass, from, to: from + wanted.length, grade: from === 0 ? 0 : beginsWord ? 1 : 2 }];
  });
  return hits
    .toSorted((one, other) => one.grade - other.grade)
    .map(({ labelClass, from, to }) => ({ labelClass, from, to }));
}

/** Whether a class of exactly this name is there, so that none can be created. */
export function hasClassNamed(classes: readonly Pick<LabelClass, 'name'>[], typed: string): boolean {
  const wanted = typed.normalize('NFC').trim();
  return classes.some(({ name }) => name === wanted);
}

const flatten = (name: string) => fold(name.trim()).replace(/\s+/gu, ' ');

/**
 * The class whose name differs from what was typed in nothing but capitals or spaces, so that the two would hardly be told
 * apart; null where there is none, or one is called exactly so.
 */
export function findAlike<Named extends Pick<LabelClass, 'name'>>(
  classes: readonly Named[],
  typed: string,
): Named | null {
  if (typed.trim() === '' || hasClassNamed(classes, typed)) return null;
  const wanted = flatten(typed);
  return classes.find(({ name }) => flatten(name) === wanted) ?? null;
}

/**
 * The hit that a digit picks while a person types, or null when the digit is text: nothing was typed yet, no hit carries
 * the digit, or some class goes on with it ("type 2").
 */
export function hitOfDigit(classes: readonly LabelClass[], typed: string, digit: string): ClassHit | null {
  if (typed.trim() === '' || !/^[1-9]$/.test(digit)) return null;
  if (findClasses(classes, typed + digit).length > 0) return null;
  return findClasses(classes, typed)[Number(digit) - 1] ?? null;
}
