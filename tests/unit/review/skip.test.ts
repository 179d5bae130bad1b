import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { groupQuery } from '@/components/review/review-queries';
import { ReviewSession } from '@/components/review/review-session';
import { CLASS_A, makeGroup } from './make-group';

test('a skip is taken back once, after what was edited since', () => {
  const client = new QueryClient();
  const group = makeGroup({ size: 6, suggestedClassId: CLASS_A });
  const { id } = group.head;
  client.setQueryData(groupQuery('d', id).queryKey, group);
  const session = new ReviewSession('d', client);
  session.open(id);
  session.skip(2);
  expect(session.getState().openId).toBeNull();
  expect(session.getState().sitting.put).toEqual([id]);
  session.open(id);
  session.act({ kind: 'toggleExcluded', ranks: [1] });
  expect(session.takeSkipBack(2)).toBe(false);
  session.act({ kind: 'undoEdit' });
  expect(session.takeSkipBack(3)).toBe(false);
  expect(session.takeSkipBack(2)).toBe(true);
  expect(session.getState().sitting.put).toEqual([]);
  expect(session.takeSkipBack(2)).toBe(false);
});
