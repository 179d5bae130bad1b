import { describe, expect, it } from 'vitest';
import { sayUnseen } from '@/components/review/wording';
import { planAccept, planAcceptSelected } from '@/lib/review/accept-plan';
import { type Desk, layDesk } from '@/lib/review/desk';
import { reduceDesk } from '@/lib/review/desk-acts';
import { foldRanks } from '@/lib/review/folding';
import { findUnseen, findUnseenTogether, listShown } from '@/lib/review/seen';
import { CLASS_A, CLASS_B, makeGroup, sampleIdAt } from './make-group';

const NEW_BAND = { before: new Set<number>(), how: 'replace' } as const;
const idsTo = (count: number) => new Set(Array.from({ length: count }, (_, rank) => sampleIdAt(rank)));
const layLarge = (size = 1000) => layDesk(makeGroup({ size, suggestedClassId: CLASS_A }));

describe('what an accept would label unseen', () => {
  it('is told where a suggestion chose the class and less than a tenth was on the screen', () => {
    const desk = layLarge();
    expect(findUnseen(desk, planAccept(desk), idsTo(99))).toEqual({ acceptedCount: 1000, seenCount: 99 });
    expect(findUnseen(desk, planAccept(desk), idsTo(100))).toBeNull();
  });

  it('is not told of a class that the person chose, be it the suggested one', () => {
    for (const labelClassId of [CLASS_A, CLASS_B]) {
      const desk = reduceDesk(layLarge(), { kind: 'choose', labelClassId });
      expect(findUnseen(desk, planAccept(desk), new Set())).toBeNull();
    }
  });

  it('is not told of 200 samples, and is of 201', () => {
    const desk = layLarge(201);
    expect(findUnseen(desk, planAccept(desk), new Set())).toEqual({ acceptedCount: 201, seenCount: 0 });
    const less = reduceDesk(desk, { kind: 'setBoundary', boundary: 200 });
    expect(findUnseen(less, planAccept(less), new Set())).toBeNull();
  });

  it('is told of a selection that is accepted alone by the same rule', () => {
    const desk = reduceDesk(layLarge(), { kind: 'selectAll' });
    const accepted = planAcceptSelected(desk);
    expect(findUnseen(desk, { accepted }, idsTo(99))).toEqual({ acceptedCount: 1000, seenCount: 99 });
    const few = reduceDesk(layLarge(), { kind: 'band', ranks: [...idsTo(200)].map((_, rank) => rank), ...NEW_BAND });
    expect(findUnseen(few, { accepted: planAcceptSelected(few) }, new Set())).toBeNull();
  });

  it('is told of parts together, but not of those whose class the person chose', () => {
    const guessed = layLarge(150);
    const chosen = reduceDesk(layLarge(400), { kind: 'choose', labelClassId: CLASS_B });
    const parts = (...desks: Desk[]) => desks.map((desk) => ({ desk, plan: planAccept(desk) }));
    expect(findUnseenTogether(parts(guessed, guessed, chosen), new Set())).toEqual({
      acceptedCount: 300,
      seenCount: 0,
    });
    expect(findUnseenTogether(parts(guessed, chosen), new Set())).toBeNull();
  });

  it('counts as seen what has a tile of its own', () => {
    const desk = reduceDesk(layLarge(), { kind: 'fold', fold: foldRanks(0.95, [[1, 3, 500]]) });
    expect(listShown(desk, 0, 5)).toEqual([0, 1, 2, 4].map(sampleIdAt));
    const filtered = reduceDesk(layLarge(), { kind: 'filter', filter: { word: 'oven', ranks: new Set([2, 4]) } });
    expect(listShown(filtered, 0, 4)).toEqual([sampleIdAt(2)]);
  });

  it('says count, class and what was seen', () => {
    const desk = layLarge();
    const classes = new Map([[CLASS_A, { name: 'ham' }]]);
    expect(sayUnseen({ acceptedCount: 1000, seenCount: 60 }, planAccept(desk), classes)).toBe(
      'A suggestion chose ham, not you. Accepting labels 1,000 samples ham; 60 of them were on the screen.',
    );
    expect(sayUnseen({ acceptedCount: 1000, seenCount: 1 }, planAccept(desk), classes, true)).toBe(
      'A suggestion chose ham, not you. Accepting adds ham to 1,000 samples; 1 of them was on the screen.',
    );
  });
});
