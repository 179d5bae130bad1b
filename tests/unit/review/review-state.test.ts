import { describe, expect, it } from 'vitest';
import { DESK_LIMIT, FRESH_REVIEW, type ReviewAct, reduceReview } from '@/lib/review/review-state';
import { makeGroup } from './make-group';

const groupOf = (id: string, revision = 7) => {
  const group = makeGroup({ size: 3, revision });
  return { ...group, head: { ...group.head, id } };
};
const play = (...acts: ReviewAct[]) => acts.reduce(reduceReview, FRESH_REVIEW);

describe('the review of a dataset', () => {
  it('keeps what was done in a group while another is open', () => {
    const state = play(
      { kind: 'lay', group: groupOf('a') },
      { kind: 'open', groupId: 'a' },
      { kind: 'desk', groupId: 'a', act: { kind: 'toggleExcluded', ranks: [1] } },
      { kind: 'lay', group: groupOf('b') },
      { kind: 'open', groupId: 'b' },
      { kind: 'open', groupId: 'a' },
    );
    expect(state.openId).toBe('a');
    expect(state.desks.get('a')?.hand.get(1)).toBe('exclude');
  });

  it('carries every desk that was up to date over to one’s own next revision', () => {
    const state = play(
      { kind: 'lay', group: groupOf('a', 7) },
      { kind: 'lay', group: groupOf('b', 5) },
      { kind: 'advance', revision: 8 },
    );
    expect([state.desks.get('a')?.revision, state.desks.get('b')?.revision]).toEqual([8, 5]);
  });

  it('passes over acts on groups that are not laid', () => {
    expect(play({ kind: 'desk', groupId: 'x', act: { kind: 'selectAll' } })).toBe(FRESH_REVIEW);
  });

  it('lets go of the desks that were left longest ago', () => {
    const laid = Array.from(
      { length: DESK_LIMIT + 2 },
      (_, index): ReviewAct => ({ kind: 'lay', group: groupOf(`c${index}`) }),
    );
    const state = play(...laid, { kind: 'open', groupId: 'c0' });
    expect(state.desks.size).toBe(DESK_LIMIT);
    expect([state.desks.has('c0'), state.desks.has('c1'), state.desks.has('c2')]).toEqual([true, false, false]);
  });
});
