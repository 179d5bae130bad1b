import { describe, expect, it } from 'vitest';
import { actOf } from '@/components/review/undoing-shown';
import { sayTag } from '@/components/review/wording';
import { decideOnRanks, planAccept, takesAway } from '@/lib/review/accept-plan';
import { carriedBy, isDecidedHere, labelOf, visibleRanks } from '@/lib/review/desk';
import { describeMembers, furtherClassesOf, MEMBER, taggedClassOf } from '@/lib/review/members';
import { act, CLASS_A, CLASS_B, makeDesk, makeGroup, sampleIdAt } from './make-group';

/** Three members: one with both classes, B newest; one with A; one with none. */
const several = { 0: [CLASS_B, CLASS_A], 1: [CLASS_A] };
const lay = () => makeDesk({ size: 3, several });
const give = (ranks: number[], labelClassId: string) => ({ kind: 'label', ranks, labelClassId, leave: false }) as const;
const take = (ranks: number[], labelClassId: string) => ({ kind: 'unlabel', ranks, labelClassId }) as const;

describe('members with several classes', () => {
  it('show the newest first, or the chosen one, and the others behind it', () => {
    const desk = lay();
    const tagAt = (of: typeof desk, rank: number) => taggedClassOf(of, rank, describeMembers(of)[rank] ?? 0);
    expect([0, 1, 2].map((rank) => tagAt(desk, rank))).toEqual([CLASS_B, CLASS_A, null]);
    expect([0, 1, 2].map((rank) => furtherClassesOf(desk, rank))).toEqual([[CLASS_A], [], []]);
    const chosen = act(desk, { kind: 'choose', labelClassId: CLASS_A });
    expect(tagAt(chosen, 0)).toBe(CLASS_A);
    expect(furtherClassesOf(chosen, 0)).toEqual([CLASS_B]);
    expect(sayTag({ name: 'food' }, 'travel\nwork')).toBe('food, travel, work');
    expect(sayTag(null, '')).toBeNull();
  });

  it('keep every class that is given here one after the other, and stay on the page', () => {
    const desk = act(lay(), give([2], CLASS_A), give([1, 2], CLASS_B));
    expect([0, 1, 2].map((rank) => carriedBy(desk, rank))).toEqual([
      [CLASS_B, CLASS_A],
      [CLASS_B, CLASS_A],
      [CLASS_B, CLASS_A],
    ]);
    expect(visibleRanks(desk)).toEqual([0, 1, 2]);
    const back = act(desk, take([1, 2], CLASS_B));
    expect([1, 2].map((rank) => carriedBy(back, rank))).toEqual([[CLASS_A], [CLASS_A]]);
    expect(isDecidedHere(back, 1)).toBe(true);
    const read = act(back, { kind: 'read', group: makeGroup({ size: 3, several: { 1: [CLASS_B] }, revision: 9 }) });
    expect(labelOf(read, 1)).toBe(CLASS_B);
    expect(isDecidedHere(read, 1)).toBe(false);
  });

  it('lose a class by its digit only when all of them carry it', () => {
    const desk = lay();
    expect(takesAway(desk, [0, 1], CLASS_A)).toBe(true);
    expect(takesAway(desk, [0, 1, 2], CLASS_A)).toBe(false);
    expect(takesAway(desk, [], CLASS_A)).toBe(false);
    expect(takesAway(makeDesk({ size: 1, labels: { 0: CLASS_A } }), [0], CLASS_A)).toBe(false);
    const [decision] = decideOnRanks(desk, 'clear', CLASS_A, [0, 1], () => 'key');
    expect(decision).toMatchObject({
      kind: 'clear',
      labelClassId: CLASS_A,
      sampleIds: [sampleIdAt(0), sampleIdAt(1)],
    });
  });

  it('come back to what they carried when an act is undone, and forth when it is done again', () => {
    const clear = { labelClassId: CLASS_A, as: 'clear', leave: false, step: null, counts: [0] } as const;
    const cleared = act(lay(), actOf(clear, [0, 1], 'redo'));
    expect([0, 1].map((rank) => carriedBy(cleared, rank))).toEqual([[CLASS_B], []]);
    expect(labelOf(cleared, 1)).toBeNull();
    const undone = act(cleared, actOf(clear, [0, 1], 'undo'));
    expect([0, 1].map((rank) => new Set(carriedBy(undone, rank)))).toEqual([
      new Set([CLASS_A, CLASS_B]),
      new Set([CLASS_A]),
    ]);
    const label = { ...clear, as: 'label' } as const;
    const given = act(lay(), actOf(label, [2], 'redo'));
    expect(carriedBy(given, 2)).toEqual([CLASS_A]);
    expect(carriedBy(act(given, actOf(label, [2], 'undo')), 2)).toEqual([]);
  });

  it('are accepted beside what they carry, and never in conflict', () => {
    const desk = act(makeDesk({ size: 4, several, suggestions: { 3: CLASS_A } }), {
      kind: 'choose',
      labelClassId: CLASS_B,
    });
    expect(planAccept(desk)).toMatchObject({ accepted: [1, 2, 3], sameCount: 1, keeps: [], suggestedOtherwise: [] });
    expect([...describeMembers(desk)].every((bits) => (bits & MEMBER.conflict) === 0)).toBe(true);
    const not = act(desk, { kind: 'remember', ranks: [0], labelClassId: CLASS_B });
    expect(carriedBy(not, 0)).toEqual([CLASS_A]);
    expect(planAccept(not)).toMatchObject({ accepted: [1, 2, 3], byHand: [0] });
  });
});
