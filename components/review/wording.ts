import { sayEditInside } from '@/components/datasets/operation-words';
import { formatCount, formatCounted, formatSimilarity } from '@/components/ui/format';
import type { ChangedSample } from '@/lib/labels/decision';
import type { OperationSummary } from '@/lib/operations/operation';
import type { AcceptPlan } from '@/lib/review/accept-plan';
import { MEMBER } from '@/lib/review/members';
import type { Unseen } from '@/lib/review/seen';

/** Names of classes by id; a class that is gone from the list is called by what is known of it. */
export type ClassNames = ReadonlyMap<string, { name: string }>;

const nameOf = (classes: ClassNames, labelClassId: string) => classes.get(labelClassId)?.name ?? 'another class';

/** How many members accepting leaves out: by hand and beyond the boundary. */
export function countExcluded(plan: AcceptPlan): number {
  return plan.byHand.length + plan.beyondCount;
}

export type AcceptWords = { says: string; detail: string; isHeld: boolean };

/** What the main button says: count, class and exceptions, or why it is held. Where samples carry several classes one is added. */
export function sayAccept(plan: AcceptPlan, classes: ClassNames, adds = false): AcceptWords {
  const count = plan.accepted.length;
  const excluded = countExcluded(plan);
  const detail = excluded > 0 ? `· ${formatCount(excluded)} excluded` : '';
  if (count === 0) return { says: 'Nothing left to accept', detail: '', isHeld: true };
  if (plan.labelClassId === null) return { says: `Choose a class for ${formatCount(count)}`, detail, isHeld: true };
  const name = nameOf(classes, plan.labelClassId);
  const says = adds ? `Add ${name} to ${formatCount(count)}` : `Accept ${formatCount(count)} as ${name}`;
  return { says, detail, isHeld: false };
}

/** What an accept would label on a guess: "A suggestion chose ham, not you. Accepting labels 812 samples ham; 60 of them were on the screen." */
export function sayUnseen(
  { seenCount }: Unseen,
  { accepted, labelClassId }: AcceptPlan,
  classes: ClassNames,
  adds = false,
): string {
  const name = nameOf(classes, labelClassId ?? '');
  const seen = `${formatCount(seenCount)} of them ${seenCount === 1 ? 'was' : 'were'} on the screen`;
  const samples = formatCounted(accepted.length, 'sample');
  const does = adds ? `adds ${name} to ${samples}` : `labels ${samples} ${name}`;
  return `A suggestion chose ${name}, not you. Accepting ${does}; ${seen}.`;
}

/** Why members are out and what else is to know, as facts for one line. `sameBy` says who gave the class already: " by Mira". */
export function sayFacts(plan: AcceptPlan, classes: ClassNames, sameBy = ''): string[] {
  const out = [
    plan.beyondCount > 0 ? `${formatCount(plan.beyondCount)} beyond the boundary` : '',
    plan.byHand.length > 0 ? `${formatCount(plan.byHand.length)} by hand` : '',
  ].filter((fact) => fact !== '');
  const facts = out.length > 0 ? [out.join(', ')] : [];
  for (const { labelClassId, count } of plan.keeps) facts.push(sayKept(count, nameOf(classes, labelClassId)));
  for (const { labelClassId, count } of plan.suggestedOtherwise) {
    facts.push(`${formatCounted(count, 'conflict')}: import says ${nameOf(classes, labelClassId)}`);
  }
  if (plan.sameCount > 0 && plan.labelClassId !== null) {
    facts.push(`${formatCount(plan.sameCount)} already ${nameOf(classes, plan.labelClassId)}${sameBy}`);
  }
  return facts;
}

function sayKept(count: number, name: string): string {
  return count === 1 ? `1 keeps its label: ${name}` : `${formatCount(count)} keep their label: ${name}`;
}

/** The rule that marks the boundary, after its bold first word. */
export function sayBoundary(beyondCount: number): string {
  return `${formatCounted(beyondCount, 'sample')} beyond it ${beyondCount === 1 ? 'starts' : 'start'} excluded`;
}

/** The names of further classes as a member holds them: one a line, so that tiles are compared by value. */
export const listMore = (more: string): string[] => (more === '' ? [] : more.split('\n'));

/** All classes of a member in one: "food, travel"; null without any. */
export function sayTag(tag: { name: string } | null, more: string): string | null {
  return tag === null ? null : [tag.name, ...listMore(more)].join(', ');
}

/** What a screen reader says of a member: "Sample 01466, excluded, 209 of 223". */
export function sayMember(
  name: string,
  bits: number,
  className: string | null,
  rank: number,
  size: number,
  foldedCount = 1,
  similarity: number | null = null,
): string {
  const states = [
    (bits & MEMBER.byHand) !== 0 ? 'excluded' : '',
    (bits & MEMBER.beyond) !== 0 ? 'beyond the boundary' : '',
    (bits & MEMBER.labeled) !== 0 && className !== null ? `labeled ${className}` : '',
    (bits & MEMBER.suggested) !== 0 && className !== null ? `suggested ${className}` : '',
    (bits & MEMBER.conflict) !== 0 ? 'conflict' : '',
    foldedCount > 1 ? `stands for ${formatCount(foldedCount)}` : '',
    similarity === null ? '' : `similarity ${formatSimilarity(similarity)}`,
  ].filter((state) => state !== '');
  return [`Sample ${name}`, ...states, `${formatCount(rank + 1)} of ${formatCount(size)}`].join(', ');
}

/**
 * What others did to members meanwhile, and what is left: "Mira labeled 40 of these as glass at 14:31. 183 remain." Several
 * people are counted, not listed.
 */
export function sayChanged(changed: readonly ChangedSample[], remainCount: number): string {
  return `${sayChangedBy(changed)} ${formatCount(remainCount)} ${remainCount === 1 ? 'remains' : 'remain'}.`;
}

/** What others did to members meanwhile: "Mira labeled 40 of these as glass at 14:31." */
export function sayChangedBy(changed: readonly ChangedSample[]): string {
  const peopleCount = new Set(changed.map(({ personName }) => personName)).size;
  if (peopleCount > 1) return `${formatCount(peopleCount)} people changed ${formatCount(changed.length)} of these.`;
  const parts = new Map<string, { count: number; first: ChangedSample }>();
  for (const sample of changed) {
    const key = sample.isDeleted === true ? 'deleted' : (sample.labelClassId ?? '');
    const part = parts.get(key);
    if (part === undefined) parts.set(key, { count: 1, first: sample });
    else part.count += 1;
  }
  return [...parts.values()].map(({ count, first }) => sayChange(count, first)).join(' ');
}

function sayChange(count: number, { personName, labelClassName, isDeleted, at }: ChangedSample): string {
  const these = `${formatCount(count)} of these`;
  const labeled = labelClassName === null ? `cleared ${these}` : `labeled ${these} as ${labelClassName}`;
  return `${personName} ${isDeleted === true ? `deleted ${these}` : labeled} at ${sayTime(at)}.`;
}

function sayTime(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

const TAKEN_BACK = {
  accept: 'labeled',
  label: 'labeled',
  exclude: 'excluded from',
  clear: 'cleared',
  import: 'imported',
  split: 'split',
  merge: 'merged',
  park: 'parked',
} as const;
const AGAIN = {
  accept: ['Labeled', ' as '],
  label: ['Labeled', ' as '],
  exclude: ['Excluded', ' from '],
  clear: ['Cleared', ''],
  import: ['Imported', ' as '],
  split: ['Split', ''],
  merge: ['Merged', ''],
  park: ['Parked', ''],
} as const;

/**
 * What an undo or redo did to the act it began with: "Taken back: 68 samples labeled cardboard" or "Labeled again: 68
 * samples as cardboard". `sampleCount` and `keptCount` are sums over the operations of the act.
 */
export function sayReverted(
  {
    original,
    labelClass,
    groupTitle = null,
  }: Pick<OperationSummary, 'original' | 'labelClass'> & Partial<Pick<OperationSummary, 'groupTitle'>>,
  sampleCount: number,
  keptCount: number,
): string {
  const kind = original?.kind ?? 'label';
  const samples = formatCounted(sampleCount, 'sample');
  if (kind === 'classEdit') {
    const edit = sayEditInside(original?.detail ?? null, labelClass?.name ?? '');
    const beside = sampleCount > 0 ? `, with ${samples}` : '';
    return `${(original?.revertCount ?? 1) % 2 === 0 ? 'Again' : 'Taken back'}: ${edit}${beside}`;
  }
  const [verb, joint] = AGAIN[kind];
  if (kind === 'split' || kind === 'merge' || kind === 'park') {
    const title = groupTitle ?? 'a group';
    const isAgain = (original?.revertCount ?? 1) % 2 === 0;
    return isAgain ? `${verb} again: ${title}` : `Taken back: ${title} ${TAKEN_BACK[kind]}`;
  }
  const says =
    (original?.revertCount ?? 1) % 2 === 0
      ? `${verb} again: ${samples}${labelClass === null ? '' : `${joint}${labelClass.name}`}`
      : `Taken back: ${samples} ${TAKEN_BACK[kind]}${labelClass === null ? '' : ` ${labelClass.name}`}`;
  if (keptCount === 0) return says;
  return `${says}. ${formatCounted(keptCount, 'sample')} decided later ${keptCount === 1 ? 'keeps' : 'keep'} that`;
}
