import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAccept } from '@/lib/review/accept-plan';
import { labelOf, targetsOf, visibleRanks } from '@/lib/review/desk';
import type { DeskAct } from '@/lib/review/desk-acts';
import { act, CLASS_A, CLASS_B, makeDesk, makeGroup, sampleIdAt } from './make-group';

const changedAt = (rank: number, labelClassId: string | null) => ({
  sampleId: sampleIdAt(rank),
  labelClassId,
  labelClassName: labelClassId === null ? null : 'glass',
  revision: 9,
  personName: 'Mira',
  at: '2026-01-01T14:31:00.000Z',
});

describe('a fresh desk', () => {
  it('proposes the suggested class and the proposed boundary, and stands on the core', () => {
    const desk = makeDesk({ size: 10, inside: 8, suggestedClassId: CLASS_A });
    expect(desk).toMatchObject({ chosenClassId: CLASS_A, chosenBy: 'suggestion', boundary: 8, cursor: 0, revision: 7 });
  });

  it('has no class without a suggestion, and nothing to stand on without members', () => {
    expect(makeDesk({ size: 3 })).toMatchObject({ chosenClassId: null, chosenBy: null });
    expect(makeDesk({ size: 0 }).cursor).toBe(-1);
  });

  it('keeps a boundary within the group', () => {
    expect(makeDesk({ size: 3, inside: 9 }).boundary).toBe(3);
  });
});

describe('selecting', () => {
  it('picks one, toggles, and takes a range from the anchor', () => {
    const desk = makeDesk({ size: 9 });
    expect([...act(desk, { kind: 'pick', rank: 4, how: 'only' }).selection]).toEqual([4]);
    const toggled = act(desk, { kind: 'pick', rank: 4, how: 'only' }, { kind: 'pick', rank: 6, how: 'toggle' });
    expect([...toggled.selection]).toEqual([4, 6]);
    expect([...act(toggled, { kind: 'pick', rank: 4, how: 'toggle' }).selection]).toEqual([6]);
    const range = act(desk, { kind: 'pick', rank: 4, how: 'only' }, { kind: 'pick', rank: 2, how: 'range' });
    expect([...range.selection]).toEqual([2, 3, 4]);
    expect([...act(range, { kind: 'pick', rank: 6, how: 'range' }).selection]).toEqual([4, 5, 6]);
  });

  it('extends with the cursor and shrinks again on the way back', () => {
    const desk = act(makeDesk({ size: 9 }), { kind: 'move', rank: 3, extend: false });
    const out = act(desk, { kind: 'move', rank: 4, extend: true }, { kind: 'move', rank: 5, extend: true });
    expect([...out.selection]).toEqual([3, 4, 5]);
    expect([...act(out, { kind: 'move', rank: 4, extend: true }).selection]).toEqual([3, 4]);
  });

  it('leaves out what is not on the page', () => {
    const desk = act(makeDesk({ size: 5 }), { kind: 'label', ranks: [1], labelClassId: CLASS_B, leave: true });
    expect([...act(desk, { kind: 'selectAll' }).selection]).toEqual([0, 2, 3, 4]);
    const filtered = act(desk, { kind: 'filter', filter: { word: 'x', ranks: new Set([2, 4]) } });
    expect([...act(filtered, { kind: 'selectAll' }).selection]).toEqual([2, 4]);
    expect(filtered.cursor).toBe(2);
  });

  it('adds to and takes away from the selection by rubber band', () => {
    const before = new Set([1, 2]);
    const band = (how: 'replace' | 'add' | 'remove') => [
      ...act(makeDesk({ size: 5 }), { kind: 'band', ranks: [2, 3], before, how }).selection,
    ];
    expect(band('replace')).toEqual([2, 3]);
    expect(band('add')).toEqual([1, 2, 3]);
    expect(band('remove')).toEqual([1]);
  });

  it('means the cursor when nothing is selected', () => {
    const desk = act(makeDesk({ size: 5 }), { kind: 'move', rank: 3, extend: false });
    expect(targetsOf(desk)).toEqual([3]);
    expect(
      targetsOf(act(desk, { kind: 'pick', rank: 4, how: 'toggle' }, { kind: 'pick', rank: 1, how: 'toggle' })),
    ).toEqual([1, 4]);
  });
});

describe('excluding', () => {
  it('excludes and takes back in; a mixed selection is excluded as a whole', () => {
    const desk = makeDesk({ size: 5 });
    const out = act(desk, { kind: 'toggleExcluded', ranks: [1] });
    expect(planAccept(out).byHand).toEqual([1]);
    expect(planAccept(act(out, { kind: 'toggleExcluded', ranks: [1] })).byHand).toEqual([]);
    expect(planAccept(act(out, { kind: 'toggleExcluded', ranks: [1, 2] })).byHand).toEqual([1, 2]);
  });

  it('lets an include by hand beat the boundary, wherever the boundary goes', () => {
    const desk = act(makeDesk({ size: 5, inside: 3 }), { kind: 'toggleExcluded', ranks: [4] });
    expect(planAccept(desk)).toMatchObject({ accepted: [0, 1, 2, 4], beyondCount: 1, byHand: [] });
    expect(planAccept(act(desk, { kind: 'setBoundary', boundary: 1 })).accepted).toEqual([0, 4]);
  });

  it('turns a member beyond into one excluded by hand when it is in a mixed selection', () => {
    const desk = act(makeDesk({ size: 5, inside: 4 }), { kind: 'toggleExcluded', ranks: [3, 4] });
    expect(planAccept(desk)).toMatchObject({ byHand: [3, 4], beyondCount: 0 });
  });

  it('remembers "not this class" from earlier, for that class only, and can be overruled', () => {
    const desk = makeDesk({ size: 3, exclusions: { 1: [CLASS_A] } });
    const asA = act(desk, { kind: 'choose', labelClassId: CLASS_A });
    expect(planAccept(asA).byHand).toEqual([1]);
    expect(planAccept(act(desk, { kind: 'choose', labelClassId: CLASS_B })).byHand).toEqual([]);
    expect(planAccept(act(asA, { kind: 'toggleExcluded', ranks: [1] })).byHand).toEqual([]);
  });

  it('drops the selection, so that the next digit chooses for the group again', () => {
    const desk = act(
      makeDesk({ size: 5 }),
      { kind: 'pick', rank: 2, how: 'only' },
      { kind: 'toggleExcluded', ranks: [2] },
    );
    expect(desk.selection.size).toBe(0);
  });
});

describe('undo inside the group', () => {
  it('takes edits back one by one, a boundary on the move as one', () => {
    const desk = act(
      makeDesk({ size: 9, inside: 7 }),
      { kind: 'toggleExcluded', ranks: [2] },
      { kind: 'nudgeBoundary', by: -1 },
      { kind: 'nudgeBoundary', by: -1 },
    );
    expect(desk.boundary).toBe(5);
    const once = act(desk, { kind: 'undoEdit' });
    expect(once).toMatchObject({ boundary: 7 });
    expect(planAccept(once).byHand).toEqual([2]);
    expect(planAccept(act(once, { kind: 'undoEdit' })).byHand).toEqual([]);
    expect(act(once, { kind: 'redoEdit' }).boundary).toBe(5);
  });

  it('stops at an operation, which the server has to revert', () => {
    const desk = act(makeDesk({ size: 9 }), { kind: 'toggleExcluded', ranks: [2] }, { kind: 'operated' });
    expect(act(desk, { kind: 'undoEdit' })).toBe(desk);
    const undone = act(desk, { kind: 'operationUndone' });
    expect(undone.future.at(-1)?.kind).toBe('operation');
    expect(planAccept(act(undone, { kind: 'undoEdit' })).byHand).toEqual([]);
    expect(act(undone, { kind: 'operationRedone' }).past.at(-1)?.kind).toBe('operation');
  });

  it('forgets what could be redone after a new edit', () => {
    const desk = act(
      makeDesk({ size: 9 }),
      { kind: 'toggleExcluded', ranks: [2] },
      { kind: 'undoEdit' },
      { kind: 'toggleExcluded', ranks: [3] },
    );
    expect(desk.future).toEqual([]);
  });
});

describe('labels given on the spot', () => {
  it('leave the page, move the cursor on and come back when refused', () => {
    const desk = act(
      makeDesk({ size: 4 }),
      { kind: 'pick', rank: 2, how: 'only' },
      { kind: 'label', ranks: [2], labelClassId: CLASS_B, leave: true },
    );
    expect(visibleRanks(desk)).toEqual([0, 1, 3]);
    expect(desk).toMatchObject({ cursor: 3 });
    expect(desk.selection.size).toBe(0);
    expect(labelOf(desk, 2)).toBe(CLASS_B);
    const back = act(desk, { kind: 'unlabel', ranks: [2], labelClassId: CLASS_B });
    expect(visibleRanks(back)).toEqual([0, 1, 2, 3]);
    expect(labelOf(back, 2)).toBeNull();
  });
});

describe('answers of the server', () => {
  it('takes changed members out, says who changed them, and keeps the exclusions of the person', () => {
    const desk = act(
      makeDesk({ size: 6, suggestedClassId: CLASS_A }),
      { kind: 'toggleExcluded', ranks: [4] },
      { kind: 'takeOut', changed: [changedAt(1, CLASS_B), changedAt(2, null)] },
    );
    // The one whose label was taken away is there to be decided.
    expect(visibleRanks(desk)).toEqual([0, 2, 3, 4, 5]);
    expect(planAccept(desk)).toMatchObject({ accepted: [0, 2, 3, 5], byHand: [4], goneCount: 1 });
    expect(desk.notice).toMatchObject({ kind: 'changed' });
    expect(desk.revision).toBe(7);
  });

  it('offers members again whose label somebody took back, also one given here', () => {
    const desk = act(
      makeDesk({ size: 4, suggestedClassId: CLASS_A }),
      { kind: 'label', ranks: [0, 1], labelClassId: CLASS_B, leave: true },
      { kind: 'takeOut', changed: [changedAt(1, null)] },
    );
    expect(visibleRanks(desk)).toEqual([1, 2, 3]);
    expect(planAccept(desk).accepted).toEqual([1, 2, 3]);
  });

  it('goes on to the next revision only when nobody acted in between', () => {
    const desk = makeDesk({ size: 3, revision: 7 });
    expect(act(desk, { kind: 'advance', revision: 8 }).revision).toBe(8);
    expect(act(desk, { kind: 'advance', revision: 9 }).revision).toBe(7);
  });

  it('carries what the person did over to a newer reading, by sample', () => {
    const desk = act(
      makeDesk({ size: 5, inside: 4 }),
      { kind: 'toggleExcluded', ranks: [3] },
      { kind: 'pick', rank: 2, how: 'only' },
    );
    const newer = makeGroup({ size: 5, inside: 4, revision: 9 });
    const shifted = { ...newer, sampleIds: [9, 1, 2, 3, 4].map(sampleIdAt) };
    const read = act(desk, { kind: 'read', group: shifted });
    expect(planAccept(read).byHand).toEqual([3]);
    expect([...read.selection]).toEqual([2]);
    expect(read.revision).toBe(9);
  });

  it('drops a reading older than what it knows', () => {
    const desk = act(makeDesk({ size: 3, revision: 7 }), { kind: 'advance', revision: 8 });
    expect(act(desk, { kind: 'read', group: makeGroup({ size: 3, revision: 7 }) })).toBe(desk);
  });

  it('brings back members whose label was undone, and keeps those away that are labeled', () => {
    const desk = act(makeDesk({ size: 4 }), { kind: 'label', ranks: [1, 2], labelClassId: CLASS_B, leave: true });
    const read = act(desk, { kind: 'read', group: makeGroup({ size: 4, revision: 8, labels: { 2: CLASS_B } }) });
    expect(visibleRanks(read)).toEqual([0, 1, 3]);
  });

  it('shows "not this class" at once, without leaving a mark to send again', () => {
    const desk = act(
      makeDesk({ size: 4, suggestedClassId: CLASS_A }),
      { kind: 'toggleExcluded', ranks: [1] },
      { kind: 'remember', ranks: [1, 2], labelClassId: CLASS_A },
    );
    expect(planAccept(desk).byHand).toEqual([1, 2]);
    expect(desk.hand.size).toBe(0);
  });
});

const rank = fc.integer({ min: 0, max: 11 });
const acts = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('pick' as const),
      rank,
      how: fc.constantFrom('only' as const, 'toggle' as const, 'range' as const),
    }),
    fc.record({ kind: fc.constant('move' as const), rank, extend: fc.boolean() }),
    fc.record({ kind: fc.constant('toggleExcluded' as const), ranks: fc.array(rank, { minLength: 1 }) }),
    fc.record({ kind: fc.constant('nudgeBoundary' as const), by: fc.integer({ min: -10, max: 10 }) }),
    fc.record({
      kind: fc.constant('label' as const),
      ranks: fc.array(rank),
      labelClassId: fc.constantFrom(CLASS_A, CLASS_B),
      leave: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('choose' as const), labelClassId: fc.constantFrom(CLASS_A, CLASS_B) }),
    fc.constant<DeskAct>({ kind: 'undoEdit' }),
    fc.constant<DeskAct>({ kind: 'redoEdit' }),
    fc.constant<DeskAct>({ kind: 'selectAll' }),
  ),
  { maxLength: 30 },
);

describe('whatever a person does', () => {
  it('the parts of the plan add up to the group, and only what is on the page is selected', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const desk = act(
          makeDesk({ size: 12, inside: 9, labels: { 3: CLASS_A, 8: CLASS_B }, exclusions: { 5: [CLASS_A] } }),
          ...sequence,
        );
        const plan = planAccept(desk);
        const kept = plan.keeps.reduce((sum, { count }) => sum + count, 0);
        expect(
          plan.accepted.length + plan.byHand.length + plan.beyondCount + plan.sameCount + kept + plan.goneCount,
        ).toBe(12);
        const visible = new Set(visibleRanks(desk));
        expect([...desk.selection].every((selected) => visible.has(selected) || desk.gone.has(selected))).toBe(true);
        expect(visible.size === 0 ? desk.cursor : desk.cursor >= 0).toBeTruthy();
      }),
    );
  });

  it('undoing every edit leads back to the fresh marks and boundary', () => {
    const edits = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('toggleExcluded' as const), ranks: fc.array(rank, { minLength: 1 }) }),
        fc.record({ kind: fc.constant('nudgeBoundary' as const), by: fc.integer({ min: -10, max: 10 }) }),
      ),
    );
    fc.assert(
      fc.property(edits, (sequence) => {
        let desk = act(makeDesk({ size: 12, inside: 9 }), ...sequence);
        while (desk.past.length > 0) desk = act(desk, { kind: 'undoEdit' });
        expect(desk.boundary).toBe(9);
        expect(desk.hand.size).toBe(0);
      }),
    );
  });
});
