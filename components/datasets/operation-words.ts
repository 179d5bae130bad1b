import type { OperationSummary } from '@/lib/operations/operation';

const count = (value: number) => value.toLocaleString('en-US');
const counted = (value: number, one: string) => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

/** What an operation did, as a sentence without its end: "Accepted 186 as glass". */
export function sayOperation(operation: OperationSummary): string {
  const name = operation.labelClass?.name ?? 'a class';
  const size = operation.sampleCount;
  switch (operation.kind) {
    case 'accept':
      return `Accepted ${count(size)} as ${name}`;
    case 'label':
      return `Labeled ${count(size)} as ${name}`;
    case 'exclude':
      return `Marked ${count(size)} as not ${name}`;
    case 'clear':
      return `Cleared the labels of ${counted(size, 'sample')}`;
    case 'revert':
      return sayRevert(operation);
    case 'import':
      return `Imported labels of ${counted(size, 'sample')}`;
    case 'split':
      return `Split ${counted(size, 'sample')}`;
    case 'merge':
      return `Merged ${counted(size, 'sample')}`;
    case 'park':
      return `Parked ${counted(size, 'sample')}`;
    case 'classEdit':
      return `Changed the class ${name}`;
  }
}

const MARKS = {
  accept: '',
  label: '',
  exclude: 'not',
  clear: 'cleared',
  import: 'imported',
  split: 'split',
  merge: 'merged',
  park: 'parked',
  classEdit: 'class',
} as const;

/** What a revert took back, or brought back, down to the act it began with: "Took back: 68 cardboard", "Again: 3 not glass". */
export function sayRevert({ original, labelClass, sampleCount }: OperationSummary): string {
  const isAgain = original !== null && original.revertCount % 2 === 0;
  const parts = [
    count(original?.sampleCount ?? sampleCount),
    original === null ? '' : MARKS[original.kind],
    labelClass?.name ?? '',
  ];
  return `${isAgain ? 'Again' : 'Took back'}: ${parts.filter((part) => part !== '').join(' ')}`;
}

/** Where it happened and what stayed out: "Cluster 14 · 9 excluded". */
export function sayOperationGroup(operation: OperationSummary): string {
  const parts = [
    operation.groupTitle,
    operation.excludedCount > 0 ? `${count(operation.excludedCount)} excluded` : null,
    operation.conflictCount > 0 ? sayConflicts(operation) : null,
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

/** Samples that an act left as they were: of a revert those that somebody decided later, else those with another label. */
function sayConflicts({ kind, conflictCount }: OperationSummary): string {
  return kind === 'revert' ? `${count(conflictCount)} decided later kept` : counted(conflictCount, 'conflict');
}
