import { countActs, isWaiting, type OutboxAct, type OutboxRequest } from '@/components/outbox/outbox-acts';
import { openOutboxStore } from '@/components/outbox/outbox-database.browser';
import { type OutboxOutcome, OutboxSender } from '@/components/outbox/outbox-sender';
import type { OutboxStore } from '@/components/outbox/outbox-store';
import { takeTurnToSend } from '@/components/outbox/outbox-turn.browser';
import { callApi } from '@/components/shell/api';
import { readPersonName } from '@/components/shell/person';

const CHANNEL = 'sheaf.outbox';
/** A request without an answer for this long counts as lost; it is sent again with its key. */
const PATIENCE_MS = 60_000;

/** 32 random hex digits: an idempotency key, or the name of an act or a page. */
export function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the outbox shows. */
export type OutboxState = {
  acts: readonly OutboxAct[];
  waitingCount: number;
  refusedCount: number;
  /** Why they wait, if it is more than the way there. */
  problem: string | null;
  /** False where they would be lost with the page. */
  isLasting: boolean;
};

/** What pages tell each other, and themselves. */
export type OutboxEvent =
  | OutboxOutcome
  | { type: 'added'; act: OutboxAct; requests: readonly OutboxRequest[] }
  | { type: 'discarded'; act: OutboxAct }
  | { type: 'problem'; problem: string | null }
  | { type: 'retry' };

/** An act as it is added; its id is made with `makeKey`. */
export type NewAct = Pick<
  OutboxAct,
  'id' | 'datasetId' | 'kind' | 'place' | 'says' | 'group' | 'shows' | 'operationId' | 'classEdit'
> & {
  requests: readonly OutboxRequest[];
};

/**
 * The outbox as one page has it: adds to the store that all pages of this browser share, sends when it is this page's
 * turn, and tells everyone what became of each act.
 */
export class PageOutbox {
  readonly pageId = makeKey();
  private readonly store: Promise<OutboxStore>;
  private readonly channel: BroadcastChannel | null;
  private readonly listeners = new Set<() => void>();
  private readonly followers = new Set<(event: OutboxEvent) => void>();
  /** Acts that are not in the store yet. */
  private readonly fresh = new Map<string, OutboxAct>();
  private stored: readonly OutboxAct[] = [];
  private problem: string | null = null;
  private isLasting = true;
  private state: OutboxState = { acts: [], waitingCount: 0, refusedCount: 0, problem: null, isLasting: true };
  private sender: OutboxSender | null = null;
  private isSending = false;
  /** Events are taken in one after another. */
  private taking: Promise<void> = Promise.resolve();

  constructor() {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);
    this.channel?.addEventListener('message', ({ data }) => this.hear(data as OutboxEvent));
    window.addEventListener('online', () => this.retry());
    this.store = openOutboxStore();
    void this.begin();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): OutboxState => this.state;

  /** Whether the page can go without taking an act with it. */
  get isSafe(): boolean {
    return this.fresh.size === 0 && (this.isLasting || this.state.waitingCount === 0);
  }

  /** Hears what becomes of acts, of this page and of others. */
  follow(follower: (event: OutboxEvent) => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  /** Takes an act in: it is stored at once and sent when those before it are in. */
  add({ requests, ...given }: NewAct): OutboxAct {
    const act: OutboxAct = {
      ...given,
      order: (this.state.acts.at(-1)?.order ?? 0) + 1,
      pageId: this.pageId,
      personName: readPersonName(),
      at: new Date().toISOString(),
      requestCount: requests.length,
      doneCount: 0,
      faultCount: 0,
      refusal: null,
    };
    this.fresh.set(act.id, act);
    this.publish();
    void this.save(act, requests);
    return act;
  }

  /** The requests of an act that were not answered, in order. */
  async readRequests(act: OutboxAct): Promise<OutboxRequest[]> {
    const store = await this.store;
    const indexes = Array.from({ length: act.requestCount - act.doneCount }, (_, index) => act.doneCount + index);
    const requests = await Promise.all(indexes.map((index) => store.readRequest(act.id, index)));
    return requests.filter((request) => request !== null);
  }

  /** Takes a refused act out. */
  async discard(act: OutboxAct): Promise<void> {
    await (await this.store).change(act.id, (now) => (isWaiting(now) ? now : null));
    this.tell({ type: 'discarded', act });
  }

  /** Tries again at once, whichever page sends. */
  retry(): void {
    this.tell({ type: 'retry' });
  }

  private async begin(): Promise<void> {
    this.isLasting = (await this.store).isLasting;
    await this.read();
    this.send();
  }

  private async save(act: OutboxAct, requests: readonly OutboxRequest[]): Promise<void> {
    const store = await this.store;
    const order = await store.add(act, requests);
    await this.read();
    this.tell({ type: 'added', act: { ...act, order }, requests });
    this.send();
  }

  private async read(): Promise<void> {
    const stored = await (await this.store).list();
    this.stored = stored;
    for (const { id } of stored) this.fresh.delete(id);
    this.publish();
  }

  private send(): void {
    if (this.isSending || !this.stored.some(isWaiting)) return;
    this.isSending = true;
    void this.sendInTurn().finally(() => {
      this.isSending = false;
      // What was added while the turn was being given back.
      this.send();
    });
  }

  private async sendInTurn(): Promise<void> {
    const store = await this.store;
    this.sender = new OutboxSender({
      store,
      post: ({ method, path, body }, personName) =>
        callApi(method ?? 'POST', path, {
          ...(method === 'DELETE' ? {} : { body }),
          ...{ personName, signal: AbortSignal.timeout(PATIENCE_MS) },
        }),
      onOutcome: (outcome) => this.tell(outcome),
      onProblem: (problem) => problem !== this.problem && this.tell({ type: 'problem', problem }),
    });
    await takeTurnToSend(store, this.pageId, this.sender.send);
    this.sender = null;
    await this.read();
  }

  /** Says it here and in the other pages. */
  private tell(event: OutboxEvent): void {
    this.channel?.postMessage(event);
    this.hear(event);
  }

  private hear(event: OutboxEvent): void {
    if (event.type === 'retry') this.sender?.retry();
    else if (event.type === 'problem') {
      this.problem = event.problem;
      this.publish();
    } else {
      const takeIn = () => this.takeIn(event);
      this.taking = this.taking.then(takeIn, takeIn);
    }
  }

  private async takeIn(event: Exclude<OutboxEvent, { type: 'retry' | 'problem' }>): Promise<void> {
    await this.read();
    for (const follower of this.followers) follower(event);
    this.send();
  }

  private publish(): void {
    const last = this.stored.at(-1)?.order ?? 0;
    const fresh = [...this.fresh.values()].map((act, index) => ({ ...act, order: last + index + 1 }));
    const acts = [...this.stored, ...fresh];
    this.state = { acts, ...countActs(acts), problem: this.problem, isLasting: this.isLasting };
    for (const listener of this.listeners) listener();
  }
}

const NOTHING: OutboxState = { acts: [], waitingCount: 0, refusedCount: 0, problem: null, isLasting: true };
let ofThisPage: PageOutbox | null = null;

/** The outbox of this page, made with the first call. */
export function pageOutbox(): PageOutbox {
  ofThisPage ??= new PageOutbox();
  return ofThisPage;
}

/** What a page shows that is still being rendered by the server. */
export const nothingWaits = (): OutboxState => NOTHING;
