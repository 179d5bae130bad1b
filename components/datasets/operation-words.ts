import type { OperationSummary } from '@/lib/operations/operation';
import type { ClassFields } from '@/lib/operations/operation-detail';

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
    case 'merge':
    case 'park':
      return sayRegrouping(operation);
    case 'classEdit':
      return sayClassEdit(operation.detail, name);
  }
}

function sayRegrouping({ kind, groupTitle, detail }: OperationSummary): string {
  const title = groupTitle ?? 'a group';
  if (kind === 'park') return `Parked ${title}`;
  const groups = detail?.type === 'regroup' ? detail : { fromIds: [], intoIds: [] };
  if (kind === 'split') return `Split ${title} in ${counted(groups.intoIds.length, 'part')}`;
  return `Merged ${counted(groups.fromIds.length, 'group')} into ${title}`;
}

function sayClassEdit(detail: OperationSummary['detail'], fallbackName: string): string {
  if (detail?.type !== 'classEdit') return `Changed the class ${fallbackName}`;
  const { edit, name, into, changes, labelClassId } = detail;
  const after = changes.find((change) => change.labelClassId === labelClassId)?.after;
  switch (edit) {
    case 'create':
      return `Created the class ${name}`;
    case 'delete':
      return `Deleted the class ${name}`;
    case 'merge':
      return `Merged the class ${name} into ${into?.name ?? 'another'}`;
    case 'change':
      return after?.name === undefined || after.name === name
        ? sayChanged(name, after ?? {})
        : `Renamed the class ${name} to ${after.name}`;
  }
}

/** The same inside of a sentence: "renamed the class glass to bottles". */
export function sayEditInside(detail: OperationSummary['detail'], fallbackName: string): string {
  const says = sayClassEdit(detail, fallbackName);
  return says.charAt(0).toLowerCase() + says.slice(1);
}

const FIELDS = { slot: 'mark', key: 'key', description: 'guideline', exampleIds: 'examples' } as const;

/** What was changed of a class that kept its name: "Moved the class glass to the top level", "Changed the guideline and the examples of glass". */
function sayChanged(name: string, after: ClassFields): string {
  const fields = Object.entries(FIELDS).flatMap(([field, says]) => (field in after ? [`the ${says}`] : []));
  const isMoved = after.parentId !== undefined || after.position !== undefined;
  if (fields.length === 0 && !isMoved) return `Changed the class ${name}`;
  if (fields.length === 0 && after.parentId === undefined) return `Moved the class ${name} in the order`;
  if (fields.length === 0)
    return `Moved the class ${name} ${after.parentId === null ? 'to the top level' : 'under another'}`;
  return isMoved ? `Changed the class ${name}` : `Changed ${fields.join(' and ')} of ${name}`;
}

const MARKS = {
  accept: '',
  label: '',
  exclude: 'not',
  clear: 'cleared',
  import: 'imported',
} as const;

type Original = NonNullable<OperationSummary['original']>;

/** The act at the foot of a revert's chain: "68 cardboard", "3 not glass", "split of Cluster 4". */
function sayOriginal({ kind, sampleCount, detail }: Original, operation: OperationSummary): string {
  const { labelClass, groupTitle } = operation;
  switch (kind) {
    case 'split':
    case 'merge':
      return `the ${kind} ${kind === 'split' ? 'of' : 'into'} ${groupTitle ?? 'a group'}`;
    case 'park':
      return `the parking of ${groupTitle ?? 'a group'}`;
    case 'classEdit':
      return sayEditInside(detail, labelClass?.name ?? '');
    default:
      return [count(sampleCount), MARKS[kind], labelClass?.name ?? ''].filter((part) => part !== '').join(' ');
  }
}

const isPartial = ({ kind, conflictCount }: OperationSummary) => kind === 'revert' && conflictCount > 0;

/** What a revert took back, or brought back, down to the act it began with: "Took back: 68 cardboard", "Again: the rest of 3 not glass". */
export function sayRevert(operation: OperationSummary): string {
  const { original, labelClass, sampleCount } = operation;
  if (original === null) return `Took back: ${[count(sampleCount), labelClass?.name].filter(Boolean).join(' ')}`;
  const says = original.revertCount % 2 === 0 ? 'Again' : 'Took back';
  // Where later decisions were kept, the count of the first act is not what was taken back: that stands beside it.
  const isRest = isPartial(operation) && original.kind !== 'classEdit';
  return `${says}: ${isRest ? 'the rest of ' : ''}${sayOriginal(original, operation)}`;
}

/** Where it happened and what stayed out: "Cluster 14 · 9 excluded". */
export function sayOperationGroup(operation: OperationSummary): string {
  const isRegrouping = ['split', 'merge', 'park'].includes(operation.original?.kind ?? operation.kind);
  const parts = [
    isRegrouping ? null : operation.groupTitle,
    operation.audit == null ? null : sayAudit(operation.audit),
    operation.note == null || operation.note === '' ? null : `“${operation.note}”`,
    operation.excludedCount > 0 ? `${count(operation.excludedCount)} excluded` : null,
    isPartial(operation) ? `${counted(operation.sampleCount, 'sample')} changed` : null,
    operation.conflictCount > 0 ? sayConflicts(operation) : null,
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

/** The interval of an audit in percent: "error 0 to 5 %, audited". */
function sayAudit({ populationCount, lowerCount, upperCount }: NonNullable<OperationSummary['audit']>): string {
  const percent = (value: number) =>
    ((100 * value) / populationCount).toLocaleString('en-US', { maximumFractionDigits: 1 });
  return `error ${percent(lowerCount)} to ${percent(upperCount)} %, audited`;
}

/** Samples that an act left as they were: of a revert those that somebody decided later, else those with another label. */
function sayConflicts({ kind, conflictCount }: OperationSummary): string {
  return kind === 'revert' ? `${count(conflictCount)} decided later kept` : counted(conflictCount, 'conflict');
}
