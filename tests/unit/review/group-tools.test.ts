import { describe, expect, it } from 'vitest';
import { layOutQueue, type StandingRegrouping } from '@/lib/groups/regrouping';
import { planAccept } from '@/lib/review/accept-plan';
import { foldRanks } from '@/lib/review/folding';
import { findHidden } from '@/lib/review/hidden-accepts';
import { listCandidates } from '@/lib/review/merge-candidates';
import type { QueueItem } from '@/lib/review/queue-order';
import { act, makeDesk, makeGroup } from '@/tests/unit/review/make-group';

function item(id: string, title: string): QueueItem {
  return { ...makeGroup({ size: 3 }).head, id, title, coarseNumber: null, parked: null, done: false };
}

describe('groups to merge with', () => {
  const items = [item('a', 'Cats'), item('b', 'Dogs'), item('c', 'Cat food'), item('d', 'Cars')];
  const nearest = new Map([
    ['c', 0.9],
    ['d', 0.2],
  ]);
  const list = (typed: string, chosen: string[] = []) =>
    listCandidates(items, { openId: 'a', typed, chosen: new Set(chosen), nearest })
      .map(({ item: { id } }) => id)
      .join('');

  it('are the nearest first, then the others in the order of the queue, without the open one', () => {
    expect(list('')).toBe('cdb');
  });

  it('are found by title, and those chosen stay in front', () => {
    expect(list('ca')).toBe('cd');
    expect(list('ca', ['b'])).toBe('bcd');
  });
});

describe('what an accept does beyond the page', () => {
  it('counts members that a word hides, or that another tile stands for', () => {
    const desk = makeDesk({ size: 6 });
    expect(findHidden(desk, planAccept(desk))).toBeNull();
    const filtered = act(desk, { kind: 'filter', filter: { word: 'x', ranks: new Set([0, 4]) } });
    expect(findHidden(filtered, planAccept(filtered))).toEqual({ hiddenCount: 4, why: 'filtered' });
    const folded = act(desk, { kind: 'fold', fold: foldRanks(0.95, [[0, 2, 3]]) });
    expect(findHidden(folded, planAccept(folded))).toEqual({ hiddenCount: 2, why: 'folded' });
  });
});

describe('the queue after splits, merges and parks', () => {
  const one = (kind: StandingRegrouping['kind'], fromIds: string[], intoIds: string[]): StandingRegrouping => ({
    ...{ operationId: `of ${fromIds}`, seq: 1, kind, groupId: fromIds[0] ?? '', groupTitle: '' },
    ...{ fromIds: kind === 'park' ? [] : fromIds, intoIds, note: '', personName: 'Ada', at: '' },
  });

  it('follows the log, each group going back to a cluster of the run', () => {
    const standing = [one('split', ['a'], ['a1', 'a2']), one('merge', ['a1', 'b'], ['m']), one('park', ['m'], [])];
    const { replacedBy, added, parked } = layOutQueue(standing, new Set(['a', 'b', 'c']));
    expect([...replacedBy.keys()]).toEqual(['a', 'a1', 'b']);
    expect(Object.fromEntries(added)).toEqual({ a1: 'a', a2: 'a', m: 'a' });
    expect([...parked.keys()]).toEqual(['m']);
  });

  it('leaves out what goes back to an earlier run, and the park of what was replaced since', () => {
    const standing = [one('split', ['old'], ['o1', 'o2']), one('park', ['a'], []), one('split', ['a'], ['a1', 'a2'])];
    const { added, parked } = layOutQueue(standing, new Set(['a']));
    expect([...added.keys()]).toEqual(['a1', 'a2']);
    expect(parked.size).toBe(0);
  });
});
