import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CHANGED_KEPT,
  countActs,
  FAULT_LIMIT,
  isWaiting,
  type OutboxAct,
  type OutboxRequest,
  pickNext,
} from '@/components/outbox/outbox-acts';
import { OwnTouches } from '@/components/outbox/outbox-own';
import { type OutboxOutcome, OutboxSender } from '@/components/outbox/outbox-sender';
import { MemoryOutboxStore } from '@/components/outbox/outbox-store';
import { ApiError } from '@/components/shell/api';
import { OWN_KEY_LIMIT } from '@/lib/labels/decision';

let made = 0;

function makeAct(given: Partial<OutboxAct> = {}): Omit<OutboxAct, 'order'> {
  made += 1;
  return {
    id: `act-${made}`,
    pageId: 'page-one',
    datasetId: 'dataset',
    personName: 'Ada',
    at: '2026-11-23T13:00:00.000Z',
    kind: 'decide',
    says: '3 labeled glass',
    group: null,
    shows: null,
    requestCount: 1,
    doneCount: 0,
    faultCount: 0,
    refusal: null,
    ...given,
  };
}

const requestsOf = (name: string, count: number): OutboxRequest[] =>
  Array.from({ length: count }, (_, index) => ({ path: '/api', body: { idempotencyKey: `${name}-${index}` } }));

const unreachable = () => new ApiError('unreachable', 0, 'The server cannot be reached.');
const conflict = () =>
  new ApiError('conflict', 409, '1 changed.', {
    changed: Array.from({ length: CHANGED_KEPT + 5 }, (_, at) => ({ sampleId: `sample-${at}` })),
  });

/** A server that answers each key once and says what it was sent, in order. */
function makeServer(answer: (key: string, personName: string) => unknown = () => 'done') {
  const sent: string[] = [];
  const post = async ({ body }: OutboxRequest, personName: string) => {
    sent.push(body.idempotencyKey);
    await Promise.resolve();
    return answer(body.idempotencyKey, personName);
  };
  return { sent, post };
}

function makeSender(store: MemoryOutboxStore, post: (request: OutboxRequest, personName: string) => Promise<unknown>) {
  const outcomes: OutboxOutcome[] = [];
  const problems: (string | null)[] = [];
  const sender = new OutboxSender({
    store,
    post,
    onOutcome: (outcome) => outcomes.push(outcome),
    onProblem: (problem) => problems.push(problem),
  });
  return { sender, outcomes, problems };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the sender', () => {
  it('sends every request of every act in order, under the name of who made it, and leaves nothing behind', async () => {
    const store = new MemoryOutboxStore();
    const names: string[] = [];
    const server = makeServer((_, personName) => names.push(personName));
    await store.add(makeAct({ requestCount: 2 }), requestsOf('a', 2));
    await store.add(makeAct({ personName: 'Ben' }), requestsOf('b', 1));
    const { sender, outcomes } = makeSender(store, server.post);
    await sender.send();
    expect(server.sent).toEqual(['a-0', 'a-1', 'b-0']);
    expect(names).toEqual(['Ada', 'Ada', 'Ben']);
    expect(outcomes.map(({ index, isOver }) => [index, isOver])).toEqual([
      [0, false],
      [1, true],
      [0, true],
    ]);
    expect(await store.list()).toEqual([]);
  });

  it('tries the same request again while the server is away, and lets no other pass it', async () => {
    const store = new MemoryOutboxStore();
    let isAway = true;
    const server = makeServer(() => {
      if (isAway) throw unreachable();
      return 'done';
    });
    await store.add(makeAct(), requestsOf('a', 1));
    await store.add(makeAct(), requestsOf('b', 1));
    const { sender, problems } = makeSender(store, server.post);
    const sending = sender.send();
    await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000);
    expect(server.sent).toEqual(['a-0', 'a-0', 'a-0', 'a-0']);
    expect(problems.at(-1)).toBe('The server cannot be reached.');
    isAway = false;
    sender.retry();
    await sending;
    expect(server.sent.slice(4)).toEqual(['a-0', 'b-0']);
    expect(problems.at(-1)).toBeNull();
  });

  it('keeps a refused decision with its reason and goes on with the next', async () => {
    const store = new MemoryOutboxStore();
    const server = makeServer((key) => {
      if (key === 'a-1') throw conflict();
      return 'done';
    });
    await store.add(makeAct({ requestCount: 3 }), requestsOf('a', 3));
    await store.add(makeAct(), requestsOf('b', 1));
    const { sender, outcomes } = makeSender(store, server.post);
    await sender.send();
    expect(server.sent).toEqual(['a-0', 'a-1', 'b-0']);
    const [kept] = await store.list();
    expect(kept).toMatchObject({ doneCount: 1, refusal: { kind: 'conflict', message: '1 changed.' } });
    expect(kept?.refusal?.changed).toHaveLength(CHANGED_KEPT);
    expect(outcomes[1]).toMatchObject({ type: 'refused', index: 1, isOver: true });
  });

  it('passes over an undo that finds nothing to take back', async () => {
    const store = new MemoryOutboxStore();
    const server = makeServer((key) => {
      if (key === 'a-0') throw conflict();
      return 'done';
    });
    await store.add(makeAct({ kind: 'undo', requestCount: 2 }), requestsOf('a', 2));
    const { sender, outcomes } = makeSender(store, server.post);
    await sender.send();
    expect(outcomes.map(({ type, isOver }) => [type, isOver])).toEqual([
      ['refused', false],
      ['answered', true],
    ]);
    expect(await store.list()).toEqual([]);
  });

  it('does not let one act that the server fails at hold the others for ever', async () => {
    const store = new MemoryOutboxStore();
    const server = makeServer((key) => {
      if (key === 'a-0') throw new ApiError('internal', 500, 'Something failed inside Sheaf.');
      return 'done';
    });
    await store.add(makeAct(), requestsOf('a', 1));
    await store.add(makeAct(), requestsOf('b', 1));
    const { sender } = makeSender(store, server.post);
    const sending = sender.send();
    await vi.advanceTimersByTimeAsync(120_000);
    await sending;
    expect(server.sent).toEqual([...Array.from({ length: FAULT_LIMIT }, () => 'a-0'), 'b-0']);
    expect((await store.list()).map(isWaiting)).toEqual([false]);
  });

  it('sends each key in order though pages add, end and take over at any moment', async () => {
    const step = fc.constantFrom('add', 'end', 'away', 'back', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const store = new MemoryOutboxStore();
        const applied: string[] = [];
        let isAway = false;
        const post = async ({ body }: OutboxRequest) => {
          await vi.advanceTimersByTimeAsync(0);
          if (isAway) throw unreachable();
          // The server takes a key once, however often it comes.
          if (!applied.includes(body.idempotencyKey)) applied.push(body.idempotencyKey);
          return 'done';
        };
        const expected: string[] = [];
        let sending: Promise<void> = Promise.resolve();
        const take = () => {
          sending = makeSender(store, post).sender.send();
        };
        take();
        for (const each of steps) {
          if (each === 'add') {
            const requests = requestsOf(`k${expected.length}`, 2);
            expected.push(...requests.map(({ body }) => body.idempotencyKey));
            await store.add(makeAct({ requestCount: 2 }), requests);
          } else if (each === 'away') isAway = true;
          else if (each === 'back') isAway = false;
          else if (each === 'wait') await vi.advanceTimersByTimeAsync(700);
          // A page that ends leaves its request in flight; the next one sends it again.
          else take();
        }
        isAway = false;
        take();
        await vi.advanceTimersByTimeAsync(60_000);
        await sending;
        expect(applied).toEqual(expected);
        expect(await store.list()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

it('counts requests that wait, and acts that were refused', () => {
  const refusal = { kind: 'conflict' as const, message: '', changed: [] };
  const acts = [
    { ...makeAct({ requestCount: 3, doneCount: 1 }), order: 4 },
    { ...makeAct({ refusal }), order: 1 },
    { ...makeAct(), order: 3 },
  ];
  expect(countActs(acts)).toEqual({ waitingCount: 3, refusedCount: 1 });
  expect(pickNext(acts)?.order).toBe(3);
  expect(pickNext([])).toBeNull();
});

it('gives the turn to one page at a time, and to another one when it is not renewed', async () => {
  const store = new MemoryOutboxStore();
  expect(await store.takeTurn('one', 0, 100)).toBe(true);
  expect(await store.takeTurn('two', 50, 100)).toBe(false);
  expect(await store.takeTurn('one', 60, 100)).toBe(true);
  expect(await store.takeTurn('two', 159, 100)).toBe(false);
  expect(await store.takeTurn('two', 160, 100)).toBe(true);
  await store.endTurn('one');
  expect(await store.takeTurn('one', 170, 100)).toBe(false);
  await store.endTurn('two');
  expect(await store.takeTurn('one', 171, 100)).toBe(true);
});

describe('own touches', () => {
  it('names the requests that touched any of the samples', () => {
    const own = new OwnTouches();
    own.note('first', ['a', 'b']);
    own.note('second', ['b', 'c']);
    expect(own.listFor(['a'])).toEqual(['first']);
    expect(own.listFor(['b']).sort()).toEqual(['first', 'second']);
    expect(own.listFor(['d'])).toEqual([]);
  });

  it('always names the newest of each sample, and no more than a request may', () => {
    const sample = fc.integer({ min: 0, max: 30 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.array(sample, { minLength: 1, maxLength: 8 }), { maxLength: 300 }), (acts) => {
        const own = new OwnTouches();
        const newest = new Map<string, string>();
        acts.forEach((sampleIds, index) => {
          own.note(`key-${index}`, new Set(sampleIds));
          for (const sampleId of sampleIds) newest.set(sampleId, `key-${index}`);
        });
        const listed = new Set(own.listFor(newest.keys()));
        expect(listed.size).toBeLessThanOrEqual(OWN_KEY_LIMIT);
        for (const key of newest.values()) expect(listed.has(key)).toBe(true);
      }),
    );
  });
});
