import { describe, expect, it } from 'vitest';
import { planAccept, planAcceptSelected } from '@/lib/review/accept-plan';
import { countSides, nudgeBoundary } from '@/lib/review/boundary';
import { type Desk, targetsOf, visibleRanks } from '@/lib/review/desk';
import type { DeskAct } from '@/lib/review/desk-acts';
import { foldGroup, foldRanks, standsFor } from '@/lib/review/folding';
import { act, CLASS_A, CLASS_B, makeDesk, makeGroup, sampleIdAt } from '@/tests/unit/review/make-group';

const fold = { kind: 'fold', fold: foldRanks(0.95, [[0, 3, 5], [1, 7], [4]]) } as const;

/** Eight members, six inside: 0, 3 and 5 are nearly the same, so are 1 and 7. */
function folded(...acts: DeskAct[]): Desk {
  return act(makeDesk({ size: 8, inside: 6, suggestedClassId: CLASS_A }), fold, ...acts);
}

describe('one of each', () => {
  it('shows the most typical of every set, and all that is like nothing else', () => {
    expect(visibleRanks(folded())).toEqual([0, 1, 2, 4, 6]);
    expect(standsFor(folded(), 0)).toEqual([0, 3, 5]);
    expect(standsFor(folded(), 2)).toEqual([2]);
    expect(visibleRanks(folded({ kind: 'fold', fold: null }))).toHaveLength(8);
  });

  it('lets a decision on a tile act on all that it stands for', () => {
    expect(targetsOf(folded())).toEqual([0, 3, 5]);
    const selected = folded({ kind: 'pick', rank: 1, how: 'only' });
    expect(planAcceptSelected(selected)).toEqual([1, 7]);
    const excluded = folded({ kind: 'toggleExcluded', ranks: [0] });
    expect(planAccept(excluded).byHand).toEqual([0, 3, 5]);
    expect(
      planAccept(folded({ kind: 'toggleExcluded', ranks: [0] }, { kind: 'toggleExcluded', ranks: [0] })).byHand,
    ).toEqual([]);
  });

  it('keeps what is nearly the same on one side of the boundary, and the counts agree', () => {
    // 7 lies beyond by its own place; its tile, 1, does not.
    expect(planAccept(folded()).accepted).toEqual([0, 1, 2, 3, 4, 5, 7]);
    expect(planAccept(folded()).beyondCount).toBe(1);
    expect(countSides(folded())).toEqual({ insideCount: 7, beyondCount: 1 });
    // The boundary passes over 5 and 3, which have no tile: to before 4.
    expect(nudgeBoundary(folded(), -1)).toBe(4);
  });

  it('shows the next one when the first leaves the page, and stays when the group is read again', () => {
    const left = folded({ kind: 'label', ranks: [0], labelClassId: CLASS_B, leave: true });
    expect(visibleRanks(left)).toEqual([1, 2, 3, 4, 6]);
    const again = makeGroup({ size: 8, inside: 6, revision: 9 });
    // Rank 2 was deleted meanwhile: everything behind it moves up by one.
    const sampleIds = again.sampleIds.filter((_, rank) => rank !== 2);
    const read = folded({ kind: 'read', group: { ...makeGroup({ size: 7, inside: 6, revision: 9 }), sampleIds } });
    expect(visibleRanks(read)).toEqual([0, 1, 3, 5]);
    expect(standsFor(read, 0)).toEqual([0, 2, 4]);
  });

  it('comes from ids, and never stands beside a word filter', () => {
    const group = makeGroup({ size: 4 });
    const answer = {
      threshold: 0.9,
      folds: [
        [sampleIdAt(3), sampleIdAt(1)],
        [sampleIdAt(2), 'gone'],
      ],
    };
    expect(foldGroup(group, answer).sets).toEqual([[1, 3]]);
    const filtered = folded({ kind: 'filter', filter: { word: 'x', ranks: new Set([3]) } });
    expect(filtered.fold).toBeNull();
    expect(visibleRanks(filtered)).toEqual([3]);
  });
});
