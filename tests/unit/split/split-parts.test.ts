import { describe, expect, it } from 'vitest';
import { sayCohesion, sayRest, saySplitAccept, sayUnseenParts } from '@/components/split/split-words';
import { layDesk } from '@/lib/review/desk';
import { reduceDesk } from '@/lib/review/desk-acts';
import { decidePart, describeParts, layParts, openPart, type SplitPart, settledParts } from '@/lib/review/split-parts';
import { makeGroup } from '@/tests/unit/review/make-group';

const classes = new Map([
  ['glass', { name: 'glass' }],
  ['paper', { name: 'paper' }],
]);

function makeParts() {
  const whole = layDesk(makeGroup({ size: 9, inside: 6 }));
  const ids = whole.group.sampleIds;
  const pick = (...ranks: number[]) => ranks.map((rank) => ids[rank] as string);
  const part = (title: string, sampleIds: string[], cohesion: number) => ({
    ...{ title, words: [], cohesion, sampleIds },
    distances: sampleIds.map((_, i) => i / 10),
  });
  const split = {
    cohesion: 0.6,
    parts: [part('Part 1', pick(0, 3, 6, 8), 0.8), part('Part 2', pick(1, 4, 7), 0.7), part('Part 3', pick(5, 2), 0.9)],
  };
  return { whole, split, ids };
}

/** A part whose class only a suggestion chose. */
const guess = (part: SplitPart, labelClassId: string): SplitPart => ({
  ...part,
  desk: { ...part.desk, chosenClassId: labelClassId, chosenBy: 'suggestion' },
});

function choose(parts: SplitPart[], position: number, labelClassId: string): SplitPart[] {
  return parts.map((part, at) =>
    at === position ? { ...part, desk: reduceDesk(part.desk, { kind: 'choose', labelClassId }) } : part,
  );
}

describe('the parts of a split', () => {
  it('hold all members in their own order, whatever the boundary of the whole was', () => {
    const { whole, split, ids } = makeParts();
    const parts = layParts(whole, split);
    expect(parts.map(({ letter, desk }) => [letter, desk.group.sampleIds.length, desk.boundary])).toEqual([
      ['A', 4, 4],
      ['B', 3, 3],
      ['C', 2, 2],
    ]);
    expect(parts[2]?.desk.group.previews).toEqual([whole.group.previews[5], whole.group.previews[2]]);
    expect(
      describeParts(parts, ids)
        .flatMap((part) => part.sampleIds)
        .sort(),
    ).toEqual([...ids].sort());
    expect(describeParts(parts, ['a', 'b', 'c'])[1]).toMatchObject({
      id: 'b',
      title: 'Part 2',
      distances: [0, 0.1, 0.2],
      cohesion: 0.7,
    });
  });

  it('take along what the person did on the group: exclusions, labels and what left', () => {
    const { whole, split } = makeParts();
    const excluded = reduceDesk(whole, { kind: 'toggleExcluded', ranks: [4, 7] });
    const labeled = reduceDesk(excluded, { kind: 'label', ranks: [8], labelClassId: 'paper', leave: true });
    const parts = choose(choose(layParts(labeled, split), 0, 'glass'), 1, 'glass');
    const [a, b] = settledParts(parts);
    expect(a?.plan).toMatchObject({ accepted: [0, 1, 2], goneCount: 1 });
    expect(b?.plan.accepted).toEqual([0]);
  });

  it('suggest the class of their own known members', () => {
    const { split } = makeParts();
    const labels = { 1: 'paper', 4: 'paper', 7: 'paper', 2: 'glass', 5: 'glass' };
    const whole = layDesk(
      makeGroup({ size: 9, labels, suggestions: { 0: 'glass', 3: 'glass', 6: 'glass', 8: 'glass' } }),
    );
    const parts = layParts(whole, split);
    expect(parts.map(({ desk }) => desk.group.head.suggestion?.labelClassId ?? null)).toEqual(['glass', null, null]);
    expect(parts[0]?.desk.chosenClassId).toBe('glass');
  });

  it('open as groups with what their members carry by now, of one class or several', () => {
    const { whole, split } = makeParts();
    const labeled = reduceDesk(whole, { kind: 'label', ranks: [3, 6], labelClassId: 'paper', leave: false });
    const [part] = layParts(labeled, split);
    if (part === undefined) throw new Error('a part was expected');
    const open = openPart(part, 'group-1');
    expect(open.head).toMatchObject({ id: 'group-1', source: 'part', size: 4, boundaryRank: 4, labeledCount: 2 });
    expect(open.head).toMatchObject({ labeledAs: [{ labelClassId: 'paper', count: 2 }], fringe: [] });
    expect(open.head.representatives).toEqual([{ sampleId: open.sampleIds[0], preview: open.previews[0] }]);
    expect(open.labelClassIds).toEqual([null, 'paper', 'paper', null]);
    expect(open.labelSources).toEqual([null, 'person', 'person', null]);
    expect(open).not.toHaveProperty('allLabelClassIds');

    const several = layDesk(makeGroup({ size: 9, several: { 6: ['glass'] } }));
    const more = reduceDesk(several, { kind: 'label', ranks: [6, 8], labelClassId: 'paper', leave: false });
    const [first] = layParts(more, split);
    if (first === undefined) throw new Error('a part was expected');
    expect(openPart(first, 'group-1').allLabelClassIds).toEqual([[], [], ['paper', 'glass'], ['paper']]);
  });

  it('are settled by one accept, each by operations of its own; those without a class stay', () => {
    const { whole, split } = makeParts();
    const one = choose(layParts(whole, split), 0, 'glass');
    const parts = choose(one, 2, 'paper').map((part) =>
      part.letter === 'A' ? { ...part, desk: reduceDesk(part.desk, { kind: 'toggleExcluded', ranks: [1] }) } : part,
    );
    expect(saySplitAccept(parts, classes)).toEqual({
      says: 'Accept 2 parts',
      detail: '· 3 as glass, 2 as paper, 1 excluded',
      isHeld: false,
    });
    expect(sayRest(parts)).toBe('Part B has no class yet: it stays in the queue as its own group');
    expect(sayRest(one)).toContain('Parts B and C have no class yet');
    const [settled] = settledParts(parts);
    if (settled === undefined) throw new Error('a part with a class was expected');
    const decisions = decidePart(settled, { id: 'group-1', title: 'Part 1' }, () => 'key-1');
    const ids = settled.part.desk.group.sampleIds;
    expect(decisions).toEqual([
      {
        ...{ kind: 'accept', labelClassId: 'glass', idempotencyKey: 'key-1', revision: whole.revision },
        sampleIds: [ids[0], ids[2], ids[3]],
        excludedSampleIds: [ids[1]],
        group: { source: 'part', id: 'group-1', title: 'Part 1' },
      },
    ]);
  });

  it('say that nothing can be accepted without a class, and what splitting did to cohesion', () => {
    const { whole, split } = makeParts();
    expect(saySplitAccept(layParts(whole, split), classes).isHeld).toBe(true);
    expect(sayCohesion(0.84, 0.611)).toBe('cohesion 0.84, was 0.61');
    expect(sayCohesion(0.84, null)).toBe('cohesion 0.84');
    expect(sayCohesion(null, 0.5)).toBe('');
  });

  it('name those whose class only a suggestion chose, with what one accept labels of them', () => {
    const { whole, split } = makeParts();
    const [a, b, c] = layParts(whole, split) as [SplitPart, SplitPart, SplitPart];
    const unseen = { acceptedCount: 1812, seenCount: 1 };
    expect(sayUnseenParts(unseen, [guess(a, 'glass'), ...choose([b, c], 0, 'paper')], classes)).toBe(
      'A suggestion chose glass for part A, not you. Accepting labels its 1,812 samples; 1 of them was on the screen.',
    );
    expect(sayUnseenParts(unseen, [guess(a, 'glass'), b, guess(c, 'paper')], classes)).toBe(
      'Suggestions chose the classes of parts A and C, not you. Accepting labels their 1,812 samples; 1 of them was on the screen.',
    );
  });
});
