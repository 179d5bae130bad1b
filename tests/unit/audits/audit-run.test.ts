import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AuditRun } from '@/components/audit/audit-run';
import type { OutboxAct, OutboxRefusal } from '@/components/outbox/outbox-acts';
import type { OutboxState } from '@/components/outbox/outbox-page';

const AUDIT = { id: 'audit', status: 'running', sampleIds: ['s0', 's1', 's2'], answers: [] };

/** An outbox in which a class waits, until the server answers. */
function makeOutbox() {
  const listeners = new Set<() => void>();
  const state = (acts: OutboxAct[]): OutboxState => ({
    ...{ acts, waitingCount: acts.length, refusedCount: 0 },
    ...{ problem: null, isLasting: true },
  });
  let now = state([]);
  const set = (acts: OutboxAct[]) => {
    now = state(acts);
    for (const listener of listeners) listener();
  };
  const making = (refusal: OutboxRefusal | null) =>
    ({
      ...{ id: 'act', kind: 'class', refusal },
      classEdit: { kind: 'create', labelClassId: 'new', name: 'glass', parentId: null },
    }) as OutboxAct;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    outbox: { getState: () => now, subscribe },
    wait: () => set([making(null)]),
    take: () => set([]),
    refuse: () => set([making({ kind: 'conflict', message: 'It is there already.', changed: [] })]),
  };
}

const sent: string[] = [];
const kept = new Map<string, string>();
let isAway = false;
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  });
  sent.length = 0;
  isAway = false;
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (method === 'PUT' && isAway) throw new TypeError('fetch failed');
    if (method === 'PUT') sent.push(`${path.split('/').at(-1)} ${String(body)}`);
    return new Response(JSON.stringify(AUDIT), { headers: { 'Content-Type': 'application/json' } });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function begin() {
  const { outbox, ...server } = makeOutbox();
  const request = { groupId: 'g', groupSource: 'cluster' as const, labelClassId: 'old', sampleIds: AUDIT.sampleIds };
  const run = new AuditRun('d', request, outbox);
  await run.begin();
  return { run, ...server };
}

test('an answer of a class that was made here goes after it, and those after it wait', async () => {
  const { run, wait, take } = await begin();
  run.answer({ labelClassIds: ['old'] });
  await settle();
  wait();
  run.answer({ labelClassIds: ['new'] });
  run.answer({ cannotTell: true });
  await settle();
  expect(sent).toEqual(['0 {"labelClassIds":["old"]}']);
  expect(run.getState()).toMatchObject({ waitsFor: 'glass', position: 3, error: null });
  take();
  await settle();
  expect(sent.slice(1)).toEqual(['1 {"labelClassIds":["new"]}', '2 {"cannotTell":true}']);
  expect(run.getState().waitsFor).toBeNull();
});

test('where the class is refused, its sample is asked again, and nothing after it goes out before', async () => {
  const { run, wait, refuse } = await begin();
  wait();
  run.answer({ labelClassIds: ['new'] });
  run.answer({ cannotTell: true });
  refuse();
  await settle();
  expect(sent).toEqual([]);
  expect(run.getState().position).toBe(0);
  expect(run.getState().error?.message).toBe(
    'The class “glass” was not made. It is there already. Answer this sample again.',
  );
  run.retry();
  await settle();
  expect(sent).toEqual([]);
  run.answer({ labelClassIds: ['old'] });
  await settle();
  expect(sent).toEqual(['0 {"labelClassIds":["old"]}', '1 {"cannotTell":true}']);
});

test('an answer that is changed while its class is on its way goes as it is now', async () => {
  const { run, wait, take } = await begin();
  wait();
  run.answer({ labelClassIds: ['new'] });
  run.step(-1);
  run.answer({ labelClassIds: ['old'] });
  take();
  await settle();
  expect(sent).toEqual(['0 {"labelClassIds":["old"]}']);
});

test('answers that did not arrive are there again when the audit is opened anew, and go out', async () => {
  const { run } = await begin();
  isAway = true;
  run.answer({ labelClassIds: ['5b1c6c52-7d0c-4f0e-9c7e-1d6f0f1f8a01'] });
  run.answer({ cannotTell: true });
  await settle();
  expect(run.getState().error).not.toBeNull();
  isAway = false;
  const again = await begin();
  await settle();
  expect(again.run.getState()).toMatchObject({ position: 2, error: null });
  expect(sent).toEqual(['0 {"labelClassIds":["5b1c6c52-7d0c-4f0e-9c7e-1d6f0f1f8a01"]}', '1 {"cannotTell":true}']);
  expect(kept.size).toBe(0);
});

test('what was kept and is no answer, or leaves one out, is dropped', async () => {
  kept.set('sheaf.audit.audit', '{"0":{"noneOfThese":true},"1":{"glass":1},"2":{"cannotTell":true}}');
  const { run } = await begin();
  await settle();
  expect(run.getState()).toMatchObject({ answers: [{ noneOfThese: true }], position: 1 });
  expect(sent).toEqual(['0 {"noneOfThese":true}']);
  kept.set('sheaf.audit.audit', 'no json');
  expect((await begin()).run.getState()).toMatchObject({ answers: [], position: 0 });
});
