import { personHeaders } from '@/components/shell/api';
import { firstPageState, type PageOrder, type PageReport, type PageState } from '@/lib/embeddings/page-producer-state';
import { type ComputeOffer, producerTokenHeader } from '@/lib/embeddings/producer';

/** This tab at work for one dataset. */
export type Machine = {
  readonly datasetId: string;
  readonly state: PageState;
  /** Of what it returned since it was offered, what the server has checked and kept; null before it joined. */
  readonly keptCount: number | null;
};

// After a pause the tab is a new producer, whose count begins at nothing: all of them add up, by their ids.
type Running = { machine: Machine; worker: Worker; claim: PageReport['claim']; kept: Map<string, number> };

// One for the tab, outside of React: going to another screen does not end the work.
let running: Running | null = null;
let shown: Machine | null = null;
const listeners = new Set<() => void>();

/** Calls back whenever `readMachine` answers something new. */
export function subscribeToMachine(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What this tab does or did last; null before it was offered. */
export function readMachine(): Machine | null {
  return shown;
}

function show(machine: Machine | null): void {
  shown = machine;
  for (const listener of listeners) listener();
}

function order(one: Running, message: PageOrder): void {
  one.worker.postMessage(message);
}

/** Ends the help of this tab at once; what it has not returned goes back to the queue. */
export function leaveMachine(): void {
  if (running === null) return;
  const { claim, machine, worker } = running;
  // A worker in the middle of a batch would hear of it seconds later, one of a closed tab never.
  worker.terminate();
  running = null;
  show({ ...machine, state: { ...machine.state, phase: 'ended', end: 'left', message: null } });
  if (claim === null) return;
  const headers = { ...personHeaders(), [producerTokenHeader]: claim.token };
  const path = `/api/embedding-producers/${claim.producerId}/leave`;
  // When this is lost, the leases run out by themselves.
  fetch(path, { method: 'POST', headers, keepalive: true }).catch(() => undefined);
}

function addUp(kept: Running['kept']): number | null {
  return kept.size === 0 ? null : [...kept.values()].reduce((sum, count) => sum + count, 0);
}

function receive(one: Running, { state, claim }: PageReport): void {
  if (running !== one) return;
  one.claim = claim;
  if (state.producer !== null) one.kept.set(state.producer.id, state.producer.acceptedCount);
  one.machine = { ...one.machine, state, keptCount: addUp(one.kept) };
  show(one.machine);
  if (state.phase === 'ended' && claim === null) {
    one.worker.terminate();
    running = null;
  }
}

/** Offers this tab for a dataset; it tries what it has and begins. Does nothing while it works for one. */
export function startMachine(datasetId: string, { model, workerPath }: ComputeOffer): void {
  if (running !== null || model === null) return;
  const worker = new Worker(workerPath);
  const machine: Machine = { datasetId, state: firstPageState, keptCount: null };
  const one: Running = { machine, worker, claim: null, kept: new Map() };
  running = one;
  show(one.machine);
  worker.addEventListener('message', ({ data }: MessageEvent<PageReport>) => receive(one, data));
  worker.addEventListener('error', () => {
    const message = 'The part of Sheaf that computes in a page could not be started. Reload the page.';
    receive(one, { state: { ...one.machine.state, phase: 'ended', end: 'failed', message }, claim: null });
  });
  const personHeader = personHeaders()['X-Person'] ?? '';
  order(one, { kind: 'start', datasetId, model, personHeader });
  window.addEventListener('pagehide', leaveMachine, { once: true });
}

/** Stops taking samples after those in hand, until `resumeMachine`. */
export function pauseMachine(): void {
  if (running !== null) order(running, { kind: 'pause' });
}

export function resumeMachine(): void {
  if (running !== null) order(running, { kind: 'resume' });
}
