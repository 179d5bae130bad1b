import { describe, expect, it } from 'vitest';
import { decision } from '@/lib/labels/decision';
import { decideAccept, decideOnRanks, planAccept, planAcceptSelected } from '@/lib/review/accept-plan';
import { act, CLASS_A, CLASS_B, makeDesk, sampleIdAt } from './make-group';

let keys = 0;
const makeKey = () => `key-${String(++keys).padStart(8, '0')}`;

describe('the plan of an acceptance', () => {
  it('says what happens to every member', () => {
    const desk = makeDesk({
      size: 10,
      inside: 8,
      suggestedClassId: CLASS_A,
      labels: { 1: CLASS_A, 2: CLASS_B },
      suggestions: { 4: CLASS_B, 5: CLASS_A },
    });
    expect(planAccept(act(desk, { kind: 'toggleExcluded', ranks: [3] }))).toEqual({
      labelClassId: CLASS_A,
      accepted: [0, 4, 5, 6, 7],
      byHand: [3],
      beyondCount: 2,
      sameCount: 1,
      keeps: [{ labelClassId: CLASS_B, count: 1 }],
      suggestedOtherwise: [{ labelClassId: CLASS_B, count: 1 }],
      goneCount: 0,
    });
  });

  it('accepts only the selected, beyond the boundary too, and never over a label', () => {
    const desk = act(
      makeDesk({ size: 6, inside: 3, suggestedClassId: CLASS_A, labels: { 1: CLASS_B } }),
      { kind: 'pick', rank: 1, how: 'only' },
      { kind: 'pick', rank: 4, how: 'range' },
    );
    expect(planAcceptSelected(desk)).toEqual([2, 3, 4]);
  });
});

describe('the operations of an acceptance', () => {
  it('are one, which the server understands, with what was excluded by hand and how many lie beyond', () => {
    const desk = act(makeDesk({ size: 6, inside: 4, suggestedClassId: CLASS_A }), {
      kind: 'toggleExcluded',
      ranks: [1],
    });
    const plan = planAccept(desk);
    const decisions = decideAccept(desk, { ...plan, labelClassId: CLASS_A, makeKey });
    expect(decisions).toHaveLength(1);
    expect(decisions[0]).toMatchObject({
      kind: 'accept',
      revision: 7,
      labelClassId: CLASS_A,
      sampleIds: [0, 2, 3].map(sampleIdAt),
      excludedSampleIds: [sampleIdAt(1)],
      group: { source: 'cluster', beyondCount: 2 },
    });
    expect(decision.safeParse(decisions[0]).success).toBe(true);
  });

  it('do not send again what is remembered as not this class', () => {
    const desk = makeDesk({ size: 3, suggestedClassId: CLASS_A, exclusions: { 1: [CLASS_A] } });
    const [first] = decideAccept(desk, { ...planAccept(desk), labelClassId: CLASS_A, makeKey });
    expect(first).not.toHaveProperty('excludedSampleIds');
  });

  it('are several when one may not touch them all, with every member named once', () => {
    const desk = act(makeDesk({ size: 10, suggestedClassId: CLASS_A }), { kind: 'toggleExcluded', ranks: [7, 8, 9] });
    const decisions = decideAccept(desk, { ...planAccept(desk), labelClassId: CLASS_A, makeKey }, 3);
    expect(decisions.map(({ kind }) => kind)).toEqual(['accept', 'accept', 'accept', 'exclude']);
    const named = decisions.flatMap((each) => [
      ...each.sampleIds,
      ...('excludedSampleIds' in each ? (each.excludedSampleIds ?? []) : []),
    ]);
    expect(named.toSorted()).toEqual(desk.group.sampleIds.toSorted());
    expect(decisions.every((each) => each.sampleIds.length <= 3)).toBe(true);
    expect(new Set(decisions.map((each) => each.idempotencyKey)).size).toBe(decisions.length);
  });

  it('label or exclude single members', () => {
    const desk = makeDesk({ size: 3 });
    const [only] = decideOnRanks(desk, 'label', CLASS_B, [0, 2], makeKey);
    expect(only).toMatchObject({ kind: 'label', labelClassId: CLASS_B, sampleIds: [0, 2].map(sampleIdAt) });
    expect(decision.safeParse(only).success).toBe(true);
  });
});
