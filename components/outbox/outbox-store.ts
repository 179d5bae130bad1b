import type { OutboxAct, OutboxRequest } from '@/components/outbox/outbox-acts';

/** Where acts wait. Each call is one step that is done whole or not at all, also beside other tabs. */
export interface OutboxStore {
  /** Whether what is in it survives the page. */
  readonly isLasting: boolean;
  /** All acts, in order. */
  list: () => Promise<OutboxAct[]>;
  /** Adds an act at the end, with its requests; answers its place. */
  add: (act: Omit<OutboxAct, 'order'>, requests: readonly OutboxRequest[]) => Promise<number>;
  readRequest: (actId: string, index: number) => Promise<OutboxRequest | null>;
  /** Changes an act as it is now; null from `change` takes it out, with its requests. Answers false when there is none. */
  change: (actId: string, change: (act: OutboxAct) => OutboxAct | null) => Promise<boolean>;
  /** Takes the turn to send, or keeps it, for `forMs` from now; false while another page has it. */
  takeTurn: (pageId: string, nowMs: number, forMs: number) => Promise<boolean>;
  endTurn: (pageId: string) => Promise<void>;
}

/** Keeps acts in this page's memory only: for a browser that lets nothing be stored. */
export class MemoryOutboxStore implements OutboxStore {
  readonly isLasting = false;
  private readonly acts = new Map<string, { act: OutboxAct; requests: readonly OutboxRequest[] }>();
  private lastOrder = 0;
  private turn: { pageId: string; untilMs: number } | null = null;

  async list(): Promise<OutboxAct[]> {
    return [...this.acts.values()].map(({ act }) => act).sort((one, other) => one.order - other.order);
  }

  async add(act: Omit<OutboxAct, 'order'>, requests: readonly OutboxRequest[]): Promise<number> {
    this.lastOrder += 1;
    this.acts.set(act.id, { act: { ...act, order: this.lastOrder }, requests });
    return this.lastOrder;
  }

  async readRequest(actId: string, index: number): Promise<OutboxRequest | null> {
    return this.acts.get(actId)?.requests[index] ?? null;
  }

  async change(actId: string, change: (act: OutboxAct) => OutboxAct | null): Promise<boolean> {
    const kept = this.acts.get(actId);
    if (kept === undefined) return false;
    const act = change(kept.act);
    if (act === null) this.acts.delete(actId);
    else this.acts.set(actId, { ...kept, act });
    return true;
  }

  async takeTurn(pageId: string, nowMs: number, forMs: number): Promise<boolean> {
    if (this.turn !== null && this.turn.pageId !== pageId && this.turn.untilMs > nowMs) return false;
    this.turn = { pageId, untilMs: nowMs + forMs };
    return true;
  }

  async endTurn(pageId: string): Promise<void> {
    if (this.turn?.pageId === pageId) this.turn = null;
  }
}
