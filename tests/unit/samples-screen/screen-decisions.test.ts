import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import type { OutboxAct, OutboxRequest } from '@/components/outbox/outbox-acts';
import type { NewAct } from '@/components/outbox/outbox-page';
import { ListAhead } from '@/components/samples/list-ahead';
import { type ListPage, listKey } from '@/components/samples/queries';
import { ScreenDecisions, type ScreenOutbox } from '@/components/samples/screen-decisions';
import { classesQuery } from '@/components/shell/queries';
import type { ToastMessage } from '@/components/ui/toast';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { ChangedSample } from '@/lib/labels/decision';
import type { SampleFilter } from '@/lib/samples/sample';
import { changedBy, glass, label, makeKey } from './made-acts';

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
      says: 'Mira labeled 1 sample as paper meanwhile. Nothing was applied.',
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

describe('edits of classes', () => {
  const classEdit = { kind: 'change', labelClassId: glass.id, values: { name: 'jars' } } as const;

  it('are said at once and undone by name; what follows comes with the answer', () => {
    const { screen, outbox, added, toasts } = makeScreen();
    const onDone = vi.fn();
    screen.edit({ says: 'glass is called jars now', classEdit, onDone }, outbox);
    expect(toasts.at(-1)).toMatchObject({ says: 'glass is called jars now', action: { says: 'Undo' } });
    expect(added[0]).toMatchObject({ kind: 'class', place: 'screen', classEdit });
    expect(onDone).not.toHaveBeenCalled();
    const act = actOf(added[0] as NewAct);
    screen.take({ type: 'answered', act, index: 0, isOver: true, answer: { id: glass.id } }, outbox);
    expect(onDone).toHaveBeenCalledOnce();
    screen.turn('undo', outbox);
    expect(added[1]?.requests[0]?.body.of).toBe(added[0]?.requests[0]?.body.idempotencyKey);
  });

  it('that were refused are told and are no step of undo', async () => {
    const { screen, outbox, added, toasts, discarded } = makeScreen();
    const [onDone, onRefused] = [vi.fn(), vi.fn()];
    screen.edit({ says: 'Class jars deleted', classEdit, revision: 7, onDone, onRefused }, outbox);
    const refusal = { kind: 'conflict' as const, message: 'Mira edited this class.', changed: [] };
    const act = { ...actOf(added[0] as NewAct), refusal };
    screen.take({ type: 'refused', act, index: 0, isOver: true, refusal }, outbox);
    expect(toasts.at(-1)).toMatchObject({ says: 'Mira edited this class.', tone: 'error' });
    expect(discarded).toEqual([act.id]);
    expect(onDone).not.toHaveBeenCalled();
    expect(onRefused).toHaveBeenCalledOnce();
    screen.turn('undo', outbox);
    expect(added[1]?.requests[0]?.body).not.toHaveProperty('of');
  });
});

describe('reverts of a screen', () => {
  const makeRevert = () => {
    const became: string[] = [];
    const revert = {
      ...{ operationId: 'operation-9', says: 'Revert of “Accepted 40 as spam”', revision: 7 },
      ...{ onDone: () => void became.push('done'), onRefused: () => void became.push('refused') },
    };
    return { revert, became };
  };

  it('go out after what waits and name it; undo names the revert', async () => {
    const { screen, outbox, added, toasts } = makeScreen();
    screen.decide(label(['a']), outbox);
    const waiting = actOf(added[0] as NewAct);
    const busy = {
      ...outbox,
      getState: () => ({ ...outbox.getState(), acts: [waiting, { ...waiting, datasetId: 'e' }] }),
    };
    await screen.revert(makeRevert().revert, busy);
    expect(added[1]).toMatchObject({ kind: 'revert', place: 'screen', operationId: 'operation-9' });
    const body = added[1]?.requests[0]?.body;
    expect(body).toMatchObject({ revision: 7, after: [added[0]?.requests[0]?.body.idempotencyKey] });
    expect(toasts.at(-1)?.says).toBe('Revert of “Accepted 40 as spam” waits to be sent');
    screen.turn('undo', outbox);
    expect(added[2]?.requests[0]?.body.of).toBe(body?.idempotencyKey);
  });

  it('that were refused are told, leave the outbox where the screen shows them anew, and are no step of undo', async () => {
    const { screen, outbox, added, toasts, discarded } = makeScreen();
    const { revert, became } = makeRevert();
    const refuse = async (kind: 'conflict' | 'internal', changed: ChangedSample[] = []) => {
      await screen.revert(revert, outbox);
      const refusal = { kind, message: '4 samples changed.', changed };
      const act = { ...actOf(added.at(-1) as NewAct), refusal };
      screen.take({ type: 'refused', act, index: 0, isOver: true, refusal }, outbox);
      return act.id;
    };
    const conflictId = await refuse('conflict');
    expect(toasts.at(-1)).toMatchObject({ says: '4 samples changed.', tone: 'error' });
    await refuse('conflict', [changedBy('a'), changedBy('b')]);
    expect(toasts.at(-1)?.says).toBe(
      'Mira labeled 2 samples as paper meanwhile. Nothing was applied. Look at the preview again.',
    );
    await refuse('internal');
    expect(discarded.length).toBe(2);
    expect(discarded[0]).toBe(conflictId);
    expect(became).toEqual(['refused', 'refused', 'refused']);
    screen.turn('undo', outbox);
    expect(added.at(-1)?.requests[0]?.body).not.toHaveProperty('of');
  });
});
