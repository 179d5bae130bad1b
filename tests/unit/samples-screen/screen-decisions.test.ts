import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutboxAct, OutboxRequest } from '@/components/outbox/outbox-acts';
import { OwnTouches } from '@/components/outbox/outbox-own';
import type { NewAct } from '@/components/outbox/outbox-page';
import { ListAhead } from '@/components/samples/list-ahead';
import { type ListPage, listKey } from '@/components/samples/queries';
import { entryOf, requestAct, requestTurn, restOf, type SampleAct } from '@/components/samples/screen-acts';
import { ScreenDecisions, type ScreenOutbox } from '@/components/samples/screen-decisions';
import { classesQuery } from '@/components/shell/queries';
import type { ToastMessage } from '@/components/ui/toast';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { ChangedSample } from '@/lib/labels/decision';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';
import type { SampleFilter } from '@/lib/samples/sample';

const glass = { id: 'class-glass', name: 'glass' };
const paper = { id: 'class-paper', name: 'paper' };
const label = (sampleIds: readonly string[], labelClass = glass): SampleAct => ({
  kind: 'label',
  labelClass,
  sampleIds,
  revision: 7,
});

let keys = 0;
const makeKey = () => {
  keys += 1;
  return `key-${keys}`;
};
const making = () => ({ datasetId: 'd', own: new OwnTouches(), makeKey });
beforeEach(() => {
  keys = 0;
});

const changedBy = (sampleId: string): ChangedSample => ({
  sampleId,
  labelClassId: paper.id,
  labelClassName: 'paper',
  revision: 9,
  personName: 'Mira',
  at: '2026-11-23T13:00:00.000Z',
});

describe('requests of an act', () => {
  it('are one for each 10,000 samples, with keys of their own, at the revision that was seen', () => {
    const ids = Array.from({ length: OPERATION_SAMPLE_LIMIT + 1 }, (_, at) => `s${at}`);
    const requests = requestAct(label(ids), making());
    expect(requests.map(({ body }) => (body.sampleIds as string[]).length)).toEqual([OPERATION_SAMPLE_LIMIT, 1]);
    expect(requests.map(({ body }) => [body.idempotencyKey, body.revision])).toEqual([
      ['key-1', 7],
      ['key-2', 7],
    ]);
  });

  it('name one’s own requests before them on the same samples, undo among them', () => {
    const parts = making();
    const first = requestAct(label(['a', 'b']), parts);
    const [second] = requestAct(label(['b', 'c'], paper), parts);
    expect(second?.body.after).toEqual(['key-1']);
    const [undo] = requestTurn('undo', entryOf('2 labeled glass', first), parts);
    expect(undo).toEqual({ path: '/api/datasets/d/undo', body: { idempotencyKey: 'key-3', of: 'key-1' } });
    expect(requestAct(label(['a']), parts)[0]?.body.after).toEqual(['key-3', 'key-1']);
  });

  it('clear names a class only where only that one goes', () => {
    const all = requestAct({ kind: 'clear', sampleIds: ['a'], revision: 7 }, making());
    expect(all[0]?.body).not.toHaveProperty('labelClassId');
    const one = requestAct({ kind: 'clear', labelClass: paper, sampleIds: ['a'], revision: 7 }, making());
    expect(one[0]?.body.labelClassId).toBe(paper.id);
  });

  it('are taken back newest first, and without an entry the server takes the newest', () => {
    const entry = { says: '', keys: ['x', 'y'], touched: [['a'], ['b']] };
    expect(requestTurn('undo', entry, making()).map(({ body }) => body.of)).toEqual(['y', 'x']);
    expect(requestTurn('redo', entry, making()).map(({ body }) => body.of)).toEqual(['x', 'y']);
    expect(requestTurn('undo', undefined, making())[0]?.body).not.toHaveProperty('of');
  });

  it('leave over what nobody changed, of the same class and revision', () => {
    const requests = requestAct(label(['a', 'b', 'c']), making());
    const refusal = { kind: 'conflict' as const, message: '', changed: [changedBy('b')] };
    expect(restOf({ refusal }, requests, [glass])).toEqual(label(['a', 'c']));
    expect(restOf({ refusal }, requests, [paper])).toBeNull();
    expect(restOf({ refusal: { ...refusal, changed: [] } }, requests, [glass])).toBeNull();
  });
});

const filter: SampleFilter = { state: 'unlabeled' };
const key = listKey('d', filter, null);

function pageOf(ids: readonly string[], revision: number): ListPage {
  const samples = ids.map((id) => ({
    ...{ id, preview: id, width: null, height: null, labelClassId: null, labelClassIds: [] },
    ...{ labelSource: null, suggestedClassId: null },
  }));
  return { samples, nextCursor: null, totalCount: ids.length, revision, instead: [] };
}

function makeList() {
  const client = new QueryClient();
  const set = (page: ListPage) => client.setQueryData(key, { pages: [page], pageParams: [null] });
  set(pageOf(['a', 'b', 'c', 'd'], 7));
  const read = () => {
    const [page] = client.getQueryData<{ pages: ListPage[] }>(key)?.pages ?? [];
    return { ids: page?.samples.map(({ id }) => id), count: page?.totalCount, revision: page?.revision };
  };
  const isOld = () => client.getQueryState(key)?.isInvalidated === true;
  return { client, set, read, isOld, list: new ListAhead(client, 'd', key, filter) };
}

describe('a list ahead of the server', () => {
  it('shows acts at once and counts them once, whatever was read in between', () => {
    const { list, read, set, isOld } = makeList();
    expect(list.show('one', label(['a']), false)).toBe(true);
    expect(list.show('two', label(['b', 'c']), false)).toBe(true);
    expect(read()).toEqual({ ids: ['d'], count: 1, revision: 7 });
    // A reading of the server that holds neither.
    set(pageOf(['a', 'b', 'c', 'd'], 7));
    list.answer('one', 8, true);
    expect(read()).toEqual({ ids: ['d'], count: 1, revision: 8 });
    list.answer('two', 9, true);
    expect(read()).toEqual({ ids: ['d'], count: 1, revision: 9 });
    expect(isOld()).toBe(false);
  });

  it('takes the newest act off again, and reads again what it cannot know', () => {
    const { list, read, isOld } = makeList();
    list.show('one', label(['a']), false);
    list.show('two', label(['b']), false);
    list.takeBack();
    expect(read()).toEqual({ ids: ['b', 'c', 'd'], count: 3, revision: 7 });
    list.answer('one', 8, true);
    expect(isOld()).toBe(false);
    list.answer('two', 9, true);
    expect(isOld()).toBe(true);
  });

  it('is read again when somebody else acted meanwhile, or the act was refused', () => {
    const others = makeList();
    others.list.show('one', label(['a']), false);
    others.list.answer('one', 12, true);
    expect(others.isOld()).toBe(true);
    const refused = makeList();
    refused.list.show('one', label(['a']), false);
    refused.list.forget('one');
    expect(refused.isOld()).toBe(true);
  });

  it('shows nothing ahead where samples carry several classes, and of an exclusion', () => {
    const { list, read } = makeList();
    expect(list.show('one', label(['a']), true)).toBe(false);
    expect(list.show('two', { ...label(['a']), kind: 'exclude', labelClass: glass }, false)).toBe(false);
    expect(read().count).toBe(4);
  });
});

/** An outbox that keeps what it is given; tests say what becomes of it. */
function makeScreen() {
  const { client, list, read, isOld } = makeList();
  client.setQueryData(classesQuery('d').queryKey, { classes: [glass as LabelClass] });
  const added: NewAct[] = [];
  const toasts: ToastMessage[] = [];
  const discarded: string[] = [];
  const outbox: ScreenOutbox = {
    add: (act) => {
      added.push(act);
      return actOf(act);
    },
    readRequests: async ({ id, doneCount }) =>
      (added.find((each) => each.id === id)?.requests ?? []).slice(doneCount) as OutboxRequest[],
    discard: async ({ id }) => void discarded.push(id),
    getState: () => ({ acts: [], waitingCount: 0, refusedCount: 0, problem: 'away', isLasting: true }),
  };
  const showToast = (message: ToastMessage) => void toasts.push(message);
  const screen = new ScreenDecisions({ datasetId: 'd', client, showToast, makeKey, read: () => ({ list }) });
  return { screen, outbox, added, toasts, discarded, read, isOld };
}

const actOf = (act: NewAct): OutboxAct => ({
  ...act,
  ...{ order: 1, pageId: 'p', personName: 'Ada', at: '', requestCount: act.requests.length },
  ...{ doneCount: 0, faultCount: 0, refusal: null },
});

describe('decisions of a screen', () => {
  it('are shown, said and put into the outbox at once; undo and redo name them', () => {
    const { screen, outbox, added, toasts, read } = makeScreen();
    screen.decide(label(['a', 'b']), outbox);
    expect(read().ids).toEqual(['c', 'd']);
    expect(toasts.at(-1)?.says).toBe('2 labeled glass');
    screen.turn('undo', outbox);
    expect(read().ids).toEqual(['a', 'b', 'c', 'd']);
    expect(toasts.at(-1)?.says).toBe('Taken back: 2 labeled glass');
    screen.turn('redo', outbox);
    expect(added.map(({ kind, place }) => [kind, place])).toEqual([
      ['decide', 'screen'],
      ['undo', 'screen'],
      ['redo', 'screen'],
    ]);
    const made = added[0]?.requests[0]?.body.idempotencyKey;
    expect(added.slice(1).map(({ requests }) => requests[0]?.body.of)).toEqual([made, made]);
  });

  it('that were refused are told to the person, with the rest, and are no step of undo', async () => {
    const { screen, outbox, added, toasts, discarded, isOld } = makeScreen();
    screen.decide(label(['a', 'b']), outbox);
    const refusal = { kind: 'conflict' as const, message: '1 changed', changed: [changedBy('a')] };
    const act = actOf(added[0] as NewAct);
    screen.take({ type: 'refused', act: { ...act, refusal }, index: 0, isOver: true, refusal }, outbox);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(isOld()).toBe(true);
    expect(toasts.at(-1)).toMatchObject({
      says: 'Mira labeled paper 1 sample meanwhile. Nothing was applied.',
      tone: 'error',
      action: { says: 'Go on with 1' },
    });
    toasts.at(-1)?.action?.run();
    expect(discarded).toEqual([act.id]);
    expect(added[1]?.requests[0]?.body).toMatchObject({ sampleIds: ['b'], revision: 7, labelClassId: glass.id });
    screen.turn('undo', outbox);
    expect(added[2]?.requests[0]?.body.of).toBe(added[1]?.requests[0]?.body.idempotencyKey);
  });
});
