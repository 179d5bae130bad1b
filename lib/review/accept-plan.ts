import type { Decision } from '@/lib/labels/decision';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';
import { carries, type Desk, idsOf, isMultiLabel, labelOf, sizeOf } from '@/lib/review/desk';
import { unfold } from '@/lib/review/folding';
import { standingOf } from '@/lib/review/members';

/** What accepting would do, member by member. The parts and `goneCount` add up to the group's size. */
export type AcceptPlan = {
  labelClassId: string | null;
  /** Unlabeled members that would get the class. */
  accepted: number[];
  /** Excluded by hand. */
  byHand: number[];
  beyondCount: number;
  /** Members that carry the class already. */
  sameCount: number;
  /** Members that keep another label: how many of each class, most first. */
  keeps: { labelClassId: string; count: number }[];
  /** Accepted members whose imported suggestion says another class. */
  suggestedOtherwise: { labelClassId: string; count: number }[];
  goneCount: number;
};

function countUp(counts: Map<string, number>, key: string | null | undefined): void {
  if (key != null) counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): { labelClassId: string; count: number }[] {
  return [...counts].map(([labelClassId, count]) => ({ labelClassId, count })).sort((a, b) => b.count - a.count);
}

/** What accepting the whole group would do now. */
export function planAccept(desk: Desk): AcceptPlan {
  const counts = { gone: 0, beyond: 0, same: 0 };
  const keeps = new Map<string, number>();
  const otherwise = new Map<string, number>();
  const accepted: number[] = [];
  const byHand: number[] = [];
  for (let rank = 0; rank < sizeOf(desk); rank += 1) {
    const standing = standingOf(desk, rank);
    if (standing === 'byHand') byHand.push(rank);
    else if (standing === 'keeps') countUp(keeps, labelOf(desk, rank));
    else if (standing !== 'accepted') counts[standing] += 1;
    else {
      accepted.push(rank);
      const suggested = desk.group.suggestedClassIds[rank];
      if (suggested !== desk.chosenClassId && !isMultiLabel(desk)) countUp(otherwise, suggested);
    }
  }
  return {
    labelClassId: desk.chosenClassId,
    accepted,
    byHand,
    beyondCount: counts.beyond,
    sameCount: counts.same,
    keeps: mostFirst(keeps),
    suggestedOtherwise: mostFirst(otherwise),
    goneCount: counts.gone,
  };
}

/** What accepting only the selected members would do: whatever is selected, excluded or beyond, but never over a label. */
export function planAcceptSelected(desk: Desk): number[] {
  return unfold(desk, desk.selection)
    .filter((rank) => !desk.gone.has(rank) && canTake(desk, rank))
    .sort((a, b) => a - b);
}

/** Whether a digit takes a class away from members: where they may carry several, and all carry it. */
export function takesAway(desk: Desk, ranks: readonly number[], labelClassId: string): boolean {
  return isMultiLabel(desk) && ranks.length > 0 && ranks.every((rank) => carries(desk, rank, labelClassId));
}

/** Whether an accept gives a member the class: it has none, or, where it may carry several, not this one. */
function canTake(desk: Desk, rank: number): boolean {
  const label = labelOf(desk, rank);
  return label === null || (isMultiLabel(desk) && label !== desk.chosenClassId);
}

type Acceptance = {
  labelClassId: string;
  accepted: readonly number[];
  byHand: readonly number[];
  beyondCount: number;
  /** Makes a fresh idempotency key for each operation. */
  makeKey: () => string;
};

function remembers(desk: Desk, labelClassId: string, rank: number): boolean {
  return desk.group.excludedClassIds[rank]?.includes(labelClassId) ?? false;
}

/**
 * The operations that carry out an acceptance: one, or as many as it takes when more members than one operation may
 * touch are named. Exclusions that are remembered already are not sent again.
 */
export function decideAccept(desk: Desk, acceptance: Acceptance, sampleLimit = OPERATION_SAMPLE_LIMIT): Decision[] {
  const { labelClassId, accepted, beyondCount, makeKey } = acceptance;
  const excluded = acceptance.byHand.filter((rank) => !remembers(desk, labelClassId, rank));
  const decisions: Decision[] = [];
  let position = 0;
  let excludedPosition = 0;
  while (position < accepted.length) {
    const isLast = accepted.length - position <= sampleLimit;
    const ranks = accepted.slice(position, position + sampleLimit);
    const room = isLast ? sampleLimit - ranks.length : 0;
    const out = excluded.slice(excludedPosition, excludedPosition + room);
    decisions.push({
      kind: 'accept',
      labelClassId,
      sampleIds: idsOf(desk, ranks),
      ...(out.length > 0 ? { excludedSampleIds: idsOf(desk, out) } : {}),
      ...commonOf(desk, makeKey(), position === 0 ? beyondCount : 0),
    });
    position += ranks.length;
    excludedPosition += out.length;
  }
  for (; excludedPosition < excluded.length; excludedPosition += sampleLimit) {
    const ranks = excluded.slice(excludedPosition, excludedPosition + sampleLimit);
    decisions.push({ kind: 'exclude', labelClassId, sampleIds: idsOf(desk, ranks), ...commonOf(desk, makeKey(), 0) });
  }
  return decisions;
}

function commonOf(desk: Desk, idempotencyKey: string, beyondCount: number) {
  const { id, source, title } = desk.group.head;
  return {
    idempotencyKey,
    revision: desk.revision,
    group: { source, id, title: title.slice(0, 300), ...(beyondCount > 0 ? { beyondCount } : {}) },
  };
}

/**
 * The operations that give a class to members, over whatever they carry ("label"), say that it is not theirs ("exclude"), or
 * take it away ("clear").
 */
export function decideOnRanks(
  desk: Desk,
  kind: 'label' | 'exclude' | 'clear',
  labelClassId: string,
  ranks: readonly number[],
  makeKey: () => string,
): Decision[] {
  const decisions: Decision[] = [];
  for (let position = 0; position < ranks.length; position += OPERATION_SAMPLE_LIMIT) {
    const part = ranks.slice(position, position + OPERATION_SAMPLE_LIMIT);
    decisions.push({ kind, labelClassId, sampleIds: idsOf(desk, part), ...commonOf(desk, makeKey(), 0) });
  }
  return decisions;
}
