import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Outbox } from '@/components/outbox/outbox';
import type { OutboxAct, OutboxRequest } from '@/components/outbox/outbox-acts';
import type { Deciding } from '@/components/review/decisions';
import { groupQuery, queueQuery } from '@/components/review/review-queries';
import { ReviewSession } from '@/components/review/review-session';
import { datasetQuery } from '@/components/shell/queries';
import { settleSplit } from '@/components/split/settle-split';
import { dropSplit, takeSplit } from '@/components/split/split-answered';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { QueuedGroup } from '@/lib/groups/group';
import { carriedBy, layDesk } from '@/lib/review/desk';
import { reduceDesk } from '@/lib/review/desk-acts';
import { layParts } from '@/lib/review/split-parts';
import { makeGroup } from '@/tests/unit/review/make-group';

type Added = Parameters<Outbox['add']>[0];

/** A review of two groups, the first open and cut in three parts, of which A is to be glass and C paper. */
function makeReview() {
  const client = new QueryClient();
  const groups = ['one', 'two'].map((id) => {
    const group = makeGroup({ size: 9 });
    return { ...group, head: { ...group.head, id, title: id } };
  });
  for (const group of groups) client.setQueryData(groupQuery('d', group.head.id).queryKey, group);
  const clusters = groups.map(({ head }): QueuedGroup => ({ ...head, coarseNumber: null, done: false, parked: null }));
  client.setQueryData(queueQuery('d').queryKey, { run: null, clusters, coarse: [] });
  client.setQueryData(datasetQuery('d').queryKey, { labeledCount: 0 } as DatasetSummary);
  const session = new ReviewSession('d', client);
  const added: Added[] = [];
  vi.spyOn(session.outbox, 'add').mockImplementation((act) => void added.push(act));
  const left = async ({ doneCount }: OutboxAct) => (added[0]?.requests ?? []).slice(doneCount) as OutboxRequest[];
  vi.spyOn(session.outbox, 'readRequests').mockImplementation(left);
  session.open('one');
  const deciding: Deciding = {
    session,
    acts: { done: [], undone: [], standingCount: 0 },
    ...{ showToast: () => undefined, undo: () => undefined, undoAct: () => undefined, redo: () => undefined },
    undoKeys: undefined,
  };
  const desk = layDesk(groups[0] ?? makeGroup({ size: 9 }));
  const part = (from: number, to: number) => ({
    ...{ title: `Part ${from}`, words: [], cohesion: 0.8 },
    sampleIds: desk.group.sampleIds.slice(from, to),
    distances: desk.group.distances.slice(from, to),
  });
  const laid = layParts(desk, { cohesion: 0.6, parts: [part(0, 4), part(4, 7), part(7, 9)] });
  const parts = laid.map((each) => {
    const labelClassId = { A: 'glass', C: 'paper' }[each.letter];
    return labelClassId === undefined
      ? each
      : { ...each, desk: reduceDesk(each.desk, { kind: 'choose', labelClassId }) };
  });
  const openTitles = () => session.queue.open.map(({ title }) => title);
  const doneTitles = () => session.queue.done.map(({ title }) => title);
  const openTitle = () => session.desk?.group.head.title;
  const labeledCount = () => client.getQueryData(datasetQuery('d').queryKey)?.labeledCount;
  const act = (given: Partial<OutboxAct> = {}) => ({ ...added[0], doneCount: 0, ...given }) as OutboxAct;
  return { client, session, deciding, desk, parts, added, act, openTitles, doneTitles, openTitle, labeledCount };
}

const bodyOf = (added: Added | undefined, index: number) => added?.requests[index]?.body as Record<string, unknown>;
const answerOf = (seq: number, groupId: string | null = null) => ({
  operation: { seq, groupId },
  progress: { sampleCount: 18, labeledCount: 0, revision: seq },
  groups: [],
});

beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => 'Ada' }));
afterEach(() => vi.unstubAllGlobals());

test('a split and the accepts of its parts wait as one act, in order, and the parts stand in the queue', () => {
  const { deciding, desk, parts, added, openTitles, doneTitles, openTitle, labeledCount } = makeReview();
  settleSplit(deciding, { desk, parts, isKept: false });
  expect(added).toHaveLength(1);
  expect(added[0]).toMatchObject({ kind: 'split', group: { id: 'one' }, says: 'Split, 6 labeled in 2 parts' });
  expect(added[0]?.requests.map(({ path }) => path)).toEqual([
    '/api/datasets/d/regroupings',
    '/api/datasets/d/operations',
    '/api/datasets/d/operations',
  ]);
  const ids = (bodyOf(added[0], 0).parts as { id: string }[]).map(({ id }) => id);
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  expect([1, 2].map((index) => bodyOf(added[0], index).group)).toMatchObject([{ id: ids[0] }, { id: ids[2] }]);
  expect(deciding.acts.done[0]?.keys).toEqual(added[0]?.requests.map(({ body }) => body.idempotencyKey));

  expect(openTitles()).toEqual(['Part 4', 'two']);
  expect(doneTitles()).toEqual(['Part 0', 'Part 7']);
  expect(openTitle()).toBe('Part 4');
  expect(labeledCount()).toBe(6);
});

test('kept parts are all left to do, and what settles all of them goes on to the next group', () => {
  const kept = makeReview();
  settleSplit(kept.deciding, { ...kept, isKept: true });
  expect(kept.added[0]?.requests).toHaveLength(1);
  expect(kept.openTitles()).toEqual(['Part 0', 'Part 4', 'Part 7', 'two']);
  expect(kept.openTitle()).toBe('Part 0');

  const all = makeReview();
  const parts = all.parts.map((part) => ({ ...part, desk: { ...part.desk, chosenClassId: 'glass' } }));
  settleSplit(all.deciding, { ...all, parts, isKept: false });
  expect(all.openTitle()).toBe('two');
});

test('answers settle what was counted ahead, part by part', () => {
  const { client, session, deciding, desk, parts, added, act, labeledCount } = makeReview();
  settleSplit(deciding, { desk, parts, isKept: false });
  const take = (index: number, answer: object) =>
    takeSplit(session, { type: 'answered', act: act({ doneCount: index }), index, isOver: index === 2, answer });
  take(0, answerOf(1));
  expect(client.getQueryState(queueQuery('d').queryKey)?.isInvalidated).toBe(true);
  expect(labeledCount()).toBe(6);
  const partId = (bodyOf(added[0], 1).group as { id: string }).id;
  take(1, { ...answerOf(2, partId), progress: { labeledCount: 4, revision: 2 } });
  expect(labeledCount()).toBe(6);
  expect(client.getQueryState(groupQuery('d', partId).queryKey)?.isInvalidated).toBe(true);
  expect([...session.ownRevisions]).toEqual([1, 2]);
});

test('a refused split leaves the group, and a refused part comes back unaccepted', async () => {
  const refusal = { kind: 'conflict' as const, message: 'Mira split one.', changed: [] };
  const whole = makeReview();
  settleSplit(whole.deciding, { ...whole, isKept: false });
  const refused = { type: 'refused', act: whole.act({ refusal }), index: 0, isOver: true, refusal } as const;
  expect(await dropSplit(whole.session, refused)).toBe('one');
  expect(whole.session.getState().openId).toBe('one');
  expect(whole.labeledCount()).toBe(0);

  const part = makeReview();
  settleSplit(part.deciding, { ...part, isKept: false });
  const rest = { type: 'refused', act: part.act({ doneCount: 2, refusal }), index: 2, isOver: true, refusal } as const;
  const again = await dropSplit(part.session, rest);
  expect(again).toBe((bodyOf(part.added[0], 2).group as { id: string }).id);
  expect(part.openTitles()).toEqual(['Part 7', 'Part 4', 'two']);
  const desk = part.session.getState().desks.get(again ?? '');
  expect(desk === undefined ? null : carriedBy(desk, 0)).toEqual([]);
  expect(part.labeledCount()).toBe(4);
});
