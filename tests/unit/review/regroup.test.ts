import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Outbox } from '@/components/outbox/outbox';
import type { OutboxAct } from '@/components/outbox/outbox-acts';
import type { Deciding } from '@/components/review/decisions';
import {
  dropRegrouped,
  mergeGroups,
  parkGroup,
  takeRegrouped,
  takeUnparked,
  unparkGroup,
} from '@/components/review/regroup';
import { groupQuery, queueQuery } from '@/components/review/review-queries';
import { ReviewSession } from '@/components/review/review-session';
import type { QueuedGroup, ReviewQueue } from '@/lib/groups/group';
import type { RegroupAnswer } from '@/lib/groups/regrouping';
import type { UndoAnswer } from '@/lib/labels/decision';
import { makeGroup } from './make-group';

type Added = Parameters<Outbox['add']>[0];

/** A review with three groups in its queue, the first of them open, and what it puts into the outbox. */
function makeReview() {
  const client = new QueryClient();
  const groups = ['one', 'two', 'three'].map((id) => {
    const group = makeGroup({ size: 4 });
    return { ...group, head: { ...group.head, id, title: id } };
  });
  for (const group of groups) client.setQueryData(groupQuery('d', group.head.id).queryKey, group);
  const clusters = groups.map(({ head }): QueuedGroup => ({ ...head, coarseNumber: null, done: false, parked: null }));
  const queue: ReviewQueue = { run: null, clusters, coarse: [] };
  client.setQueryData(queueQuery('d').queryKey, queue);
  const session = new ReviewSession('d', client);
  const added: Added[] = [];
  vi.spyOn(session.outbox, 'add').mockImplementation((act) => void added.push(act));
  session.open('one');
  const says: string[] = [];
  const deciding: Deciding = {
    session,
    acts: { done: [], undone: [], standingCount: 0 },
    showToast: (message) => void says.push(message.says),
    undo: () => undefined,
    undoAct: () => undefined,
    redo: () => undefined,
    undoKeys: undefined,
  };
  const openIds = () => session.queue.open.map(({ id }) => id);
  const isQueueOld = () => client.getQueryState(queueQuery('d').queryKey)?.isInvalidated === true;
  return { client, session, deciding, added, says, openIds, isQueueOld };
}

const group = (id: string) => ({ id, source: 'cluster' as const, title: id });
const answerOf = (id: string) =>
  ({
    operation: { seq: 4 },
    progress: { sampleCount: 12, labeledCount: 0, revision: 4 },
    groups: [{ id, source: 'merged', title: 'one + two', size: 8 }],
  }) as RegroupAnswer;

beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => 'Ada' }));
afterEach(() => vi.unstubAllGlobals());

test('a group is parked in the queue at once, and one step of undo names it', () => {
  const { deciding, session, added, says, openIds } = makeReview();
  parkGroup(deciding, group('one'), 'ask Mira');
  expect(openIds()).toEqual(['two', 'three']);
  expect(session.getState().openId).toBe('two');
  expect(says).toEqual(['one parked']);
  const body = added[0]?.requests[0]?.body;
  expect(added[0]).toMatchObject({ kind: 'other', says: 'one parked', group: null, shows: null });
  expect(body).toMatchObject({ kind: 'park', groupId: 'one', groupSource: 'cluster', note: 'ask Mira' });
  expect(deciding.acts.done.map(({ actId, keys }) => [actId, keys])).toEqual([[added[0]?.id, [body?.idempotencyKey]]]);
});

test('merged groups leave the queue, and theirs is opened once it is made, unless the person went on', async () => {
  const stayed = makeReview();
  mergeGroups(stayed.deciding, [group('one'), group('two')]);
  expect(stayed.openIds()).toEqual(['three']);
  await takeRegrouped(stayed.session, { id: stayed.added[0]?.id } as OutboxAct, answerOf('made'));
  expect(stayed.session.getState().openId).toBe('made');
  expect(stayed.session.ownRevisions.has(4)).toBe(true);

  const left = makeReview();
  mergeGroups(left.deciding, [group('one'), group('two')]);
  left.session.open('three');
  await takeRegrouped(left.session, { id: left.added[0]?.id } as OutboxAct, answerOf('made'));
  expect(left.session.getState().openId).toBe('three');
});

test('a refused regrouping has the queue read again', () => {
  const { deciding, session, added, isQueueOld } = makeReview();
  parkGroup(deciding, group('two'), '');
  expect(isQueueOld()).toBe(false);
  dropRegrouped(session, { id: added[0]?.id } as OutboxAct);
  expect(isQueueOld()).toBe(true);
});

test('a park is taken back in the queue at once, past readings that do not know it yet', async () => {
  const { client, deciding, session, added, openIds } = makeReview();
  const parked = { operationId: 'operation-7', note: '', personName: 'Mira', at: '' };
  const { queryKey } = queueQuery('d');
  const parkOne = (queue: ReviewQueue | undefined) =>
    queue && { ...queue, clusters: queue.clusters.map((each) => (each.id === 'one' ? { ...each, parked } : each)) };
  client.setQueryData(queryKey, parkOne);
  const end = session.queueAhead.follow();
  expect(openIds()).toEqual(['two', 'three']);
  unparkGroup(deciding, group('one'), 'operation-7');
  expect(openIds()).toEqual(['one', 'two', 'three']);
  expect(added[0]).toMatchObject({ kind: 'revert', operationId: 'operation-7' });
  expect(added[0]?.requests[0]?.path).toBe('/api/operations/operation-7/revert');
  const read = () =>
    client.fetchQuery({ queryKey, staleTime: 0, queryFn: async () => parkOne(client.getQueryData(queryKey)) ?? null });
  await read();
  expect(openIds()).toEqual(['one', 'two', 'three']);
  const answer = { operation: { seq: 5 }, progress: { sampleCount: 12, labeledCount: 0, revision: 5 } } as UndoAnswer;
  takeUnparked(session, { id: added[0]?.id } as OutboxAct, answer);
  await read();
  expect(openIds()).toEqual(['two', 'three']);
  end();
});
