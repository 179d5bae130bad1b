import { describe, expect, it } from 'vitest';
import {
  FRESH_SITTING,
  groupByCoarse,
  orderQueue,
  pickNext,
  type QueueItem,
  type QueueLook,
  reduceSitting,
  type SittingAct,
} from '@/lib/review/queue-order';
import { makeGroup } from './make-group';

function item(id: string, changes: Partial<QueueItem> = {}): QueueItem {
  return { ...makeGroup({ size: 3 }).head, coarseNumber: null, parked: null, id, done: false, ...changes };
}

const sit = (...acts: SittingAct[]) => acts.reduce(reduceSitting, FRESH_SITTING);
const idsOf = (items: readonly QueueItem[]) => items.map(({ id }) => id).join('');
const LIST: QueueLook = { sort: 'worthwhile', isGrouped: false };
const clusters = [item('a'), item('b', { size: 9 }), item('c', { cohesion: 0.95 }), item('d', { done: true })];

describe('the queue', () => {
  it("keeps the server's order, with the done apart", () => {
    const { open, done } = orderQueue(clusters, LIST, FRESH_SITTING);
    expect([idsOf(open), idsOf(done)]).toEqual(['abc', 'd']);
  });

  it('sorts by size or cohesion on request', () => {
    expect(idsOf(orderQueue(clusters, { ...LIST, sort: 'largest' }, FRESH_SITTING).open)).toBe('bac');
    expect(idsOf(orderQueue(clusters, { ...LIST, sort: 'tightest' }, FRESH_SITTING).open)).toBe('cab');
  });

  it('puts the skipped last, in the order of skipping', () => {
    const sitting = sit({ kind: 'put', groupId: 'b' }, { kind: 'put', groupId: 'a' });
    expect(idsOf(orderQueue(clusters, LIST, sitting).open)).toBe('cba');
  });

  it('puts what came back in front, even when it looked done', () => {
    const sitting = sit(
      { kind: 'finished', groupId: 'c' },
      { kind: 'returned', groupId: 'd' },
      { kind: 'returned', groupId: 'c' },
    );
    expect(idsOf(orderQueue(clusters, LIST, sitting).open)).toBe('cdab');
  });

  it('keeps coarse clusters together, in the order of their first clusters', () => {
    const coarse = [2, 1, 2, 3, 1].map((coarseNumber, i) => item('abcde'[i] ?? '', { coarseNumber }));
    expect(idsOf(orderQueue(coarse, { ...LIST, isGrouped: true }, FRESH_SITTING).open)).toBe('acbed');
    expect(groupByCoarse(coarse).map(({ number, items }) => [number, idsOf(items)])).toEqual([
      [2, 'ac'],
      [1, 'be'],
      [3, 'd'],
    ]);
    expect(idsOf(orderQueue(coarse, LIST, FRESH_SITTING).open)).toBe('abcde');
  });

  it('folds away what was finished in this sitting until it is opened again', () => {
    const sitting = sit({ kind: 'finished', groupId: 'a' });
    expect(idsOf(orderQueue(clusters, LIST, sitting).done)).toBe('ad');
    const again = reduceSitting(sitting, { kind: 'reopened', groupId: 'a' });
    expect(idsOf(orderQueue(clusters, LIST, again).open)).toBe('abc');
  });
});

describe('the next cluster', () => {
  it('is the following one, then the first that is left, then none', () => {
    const before = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(pickNext(before, [{ id: 'a' }, { id: 'c' }], 'b')).toBe('c');
    expect(pickNext(before, [{ id: 'a' }, { id: 'b' }], 'c')).toBe('a');
    expect(pickNext(before, [{ id: 'c' }], 'c')).toBeNull();
    expect(pickNext(before, [{ id: 'x' }], 'c')).toBe('x');
  });
});
