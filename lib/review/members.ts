import { carriedBy, type Desk, isMultiLabel, labelOf, sizeOf } from '@/lib/review/desk';
import { shownFor } from '@/lib/review/folding';

/** What is true of one member, as bits of one number, so that a tile can be compared by value. */
export const MEMBER = {
  /** Excluded by hand, here or earlier ("not this class"). */
  byHand: 1,
  /** Beyond the boundary and not included by hand. */
  beyond: 2,
  /** Carries a label. */
  labeled: 4,
  /** Carries, or is suggested, a class other than the chosen one. */
  conflict: 8,
  /** Unlabeled, with a suggestion worth showing: no class is chosen, or it says another one. */
  suggested: 16,
  selected: 32,
  gone: 64,
} as const;

const NO_CLASSES: readonly string[] = [];

/** Where a member ends up when the group is accepted. Every member is in exactly one of these. */
export type Standing = 'gone' | 'byHand' | 'beyond' | 'same' | 'keeps' | 'accepted';

function isRememberedExclusion(desk: Desk, rank: number): boolean {
  if (desk.chosenClassId === null) return false;
  return desk.group.excludedClassIds[rank]?.includes(desk.chosenClassId) ?? false;
}

/** Whether a member is out by hand: marked here, or remembered as "not this class" and not taken back in. */
export function isExcludedByHand(desk: Desk, rank: number): boolean {
  const mark = desk.hand.get(rank);
  if (mark !== undefined) return mark === 'exclude';
  return isRememberedExclusion(desk, rank);
}

/** Whether the boundary leaves a member out, or the one whose tile stands for it; an include by hand beats the boundary. */
export function isBeyond(desk: Desk, rank: number): boolean {
  return shownFor(desk, rank) >= desk.boundary && desk.hand.get(rank) !== 'include' && !isExcludedByHand(desk, rank);
}

/** What accepting the group would do to one member. */
export function standingOf(desk: Desk, rank: number): Standing {
  if (desk.gone.has(rank)) return 'gone';
  if (isExcludedByHand(desk, rank)) return 'byHand';
  if (isBeyond(desk, rank)) return 'beyond';
  const label = labelOf(desk, rank);
  if (label === null) return 'accepted';
  if (label === desk.chosenClassId) return 'same';
  return isMultiLabel(desk) ? 'accepted' : 'keeps';
}

function bitsOf(desk: Desk, rank: number): number {
  const label = labelOf(desk, rank);
  const suggested = label === null ? (desk.group.suggestedClassIds[rank] ?? null) : null;
  const claim = label ?? suggested;
  const isOther = !isMultiLabel(desk) && claim !== null && desk.chosenClassId !== null && claim !== desk.chosenClassId;
  return (
    (isExcludedByHand(desk, rank) ? MEMBER.byHand : 0) |
    (isBeyond(desk, rank) ? MEMBER.beyond : 0) |
    (label === null ? 0 : MEMBER.labeled) |
    (isOther ? MEMBER.conflict : 0) |
    (suggested !== null && (desk.chosenClassId === null || isOther) ? MEMBER.suggested : 0) |
    (desk.selection.has(rank) ? MEMBER.selected : 0) |
    (desk.gone.has(rank) ? MEMBER.gone : 0)
  );
}

/** The bits of every member, by rank. */
export function describeMembers(desk: Desk): Uint8Array {
  const bits = new Uint8Array(sizeOf(desk));
  for (let rank = 0; rank < bits.length; rank += 1) bits[rank] = bitsOf(desk, rank);
  return bits;
}

/** Whether these bits say that accepting leaves the member out. */
export function isOut(bits: number): boolean {
  return (bits & (MEMBER.byHand | MEMBER.beyond)) !== 0;
}

/** The class that a member's tag shows: its label, or a suggestion worth showing; null for no tag. */
export function taggedClassOf(desk: Desk, rank: number, bits: number): string | null {
  if ((bits & MEMBER.labeled) !== 0) return labelOf(desk, rank);
  return (bits & MEMBER.suggested) !== 0 ? (desk.group.suggestedClassIds[rank] ?? null) : null;
}

/** The other classes that a labeled member carries, the newest first; none where a sample carries one class. */
export function furtherClassesOf(desk: Desk, rank: number): readonly string[] {
  const carried = carriedBy(desk, rank);
  if (carried.length < 2) return NO_CLASSES;
  const tagged = labelOf(desk, rank);
  return carried.filter((id) => id !== tagged);
}
