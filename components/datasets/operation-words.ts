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
      return `Took back operation ${operation.revertsSeq ?? ''}`.trim();
    case 'import':
      return `Imported labels of ${counted(size, 'sample')}`;
  }
}

/** Where it happened and what stayed out: "Cluster 14 · 9 excluded". */
export function sayOperationGroup(operation: OperationSummary): string {
  const parts = [
    operation.groupTitle,
    operation.excludedCount > 0 ? `${count(operation.excludedCount)} excluded` : null,
    operation.conflictCount > 0 ? counted(operation.conflictCount, 'conflict') : null,
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}
