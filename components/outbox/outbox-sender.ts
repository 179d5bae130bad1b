import {
  type OutboxAct,
  type OutboxRefusal,
  type OutboxRequest,
  pickNext,
  type Settled,
  settleAnswer,
  settleFault,
  settleRefusal,
} from '@/components/outbox/outbox-acts';
import type { OutboxStore } from '@/components/outbox/outbox-store';
import { ApiError } from '@/components/shell/api';
import type { ChangedSample } from '@/lib/labels/decision';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** What became of a request. */
export type OutboxOutcome =
  | { type: 'answered'; act: OutboxAct; index: number; isOver: boolean; answer: unknown }
  | { type: 'refused'; act: OutboxAct; index: number; isOver: boolean; refusal: OutboxRefusal };

export type SenderParts = {
  store: OutboxStore;
  /** Sends one request as the person who made it. Throws ApiError. */
  post: (request: OutboxRequest, personName: string) => Promise<unknown>;
  onOutcome: (outcome: OutboxOutcome) => void;
  /** Why acts wait, as a sentence; null when nothing is in the way. */
  onProblem: (problem: string | null) => void;
};

/** Whether trying again can help: no answer came, or one of somebody between here and the server. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { kind, status } = error;
  return kind === 'unreachable' || kind === 'unavailable' || [401, 408, 425, 429, 502, 503, 504].includes(status);
}

function changedOf({ details }: ApiError): readonly ChangedSample[] {
  if (typeof details !== 'object' || details === null || !('changed' in details)) return [];
  return Array.isArray(details.changed) ? (details.changed as ChangedSample[]) : [];
}

function refusalOf(error: unknown): OutboxRefusal {
  if (error instanceof ApiError) return { kind: error.kind, message: error.message, changed: changedOf(error) };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error), changed: [] };
}

/**
 * Sends what waits in a store, one request after another, in the order of the acts, until nothing waits. While the
 * server cannot be reached it tries the same request again, after a second first, then twice as long each time, at most
 * every 15 seconds. Whoever runs it holds the turn to send.
 */
export class OutboxSender {
  private readonly parts: SenderParts;
  private wake: (() => void) | null = null;

  constructor(parts: SenderParts) {
    this.parts = parts;
  }

  /** Tries again at once. */
  readonly retry = (): void => this.wake?.();

  readonly send = async (): Promise<void> => {
    const { store, onProblem } = this.parts;
    let waitMs = FIRST_WAIT_MS;
    for (let act = pickNext(await store.list()); act !== null; act = pickNext(await store.list())) {
      const problem = await this.sendOne(act);
      onProblem(problem);
      if (problem === null) {
        waitMs = FIRST_WAIT_MS;
        continue;
      }
      await this.rest(waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    }
  };

  /** Null when the request is out of the way. */
  private async sendOne(act: OutboxAct): Promise<string | null> {
    const { store, post, onOutcome } = this.parts;
    const index = act.doneCount;
    const request = await store.readRequest(act.id, index);
    if (request === null) {
      await store.change(act.id, () => null);
      return null;
    }
    try {
      const answer = await post(request, act.personName);
      const { isOver } = await this.settle(act, settleAnswer);
      onOutcome({ type: 'answered', act, index, isOver, answer });
      return null;
    } catch (error) {
      if (isPassing(error)) return (error as ApiError).message;
      return await this.refuse(act, index, refusalOf(error));
    }
  }

  private async refuse(act: OutboxAct, index: number, refusal: OutboxRefusal): Promise<string | null> {
    const { store, onOutcome } = this.parts;
    if (refusal.kind === 'internal') {
      const again = settleFault(act);
      if (again !== null) {
        await store.change(act.id, (now) => settleFault(now) ?? now);
        return refusal.message;
      }
    }
    const { isOver } = await this.settle(act, (now) => settleRefusal(now, refusal));
    onOutcome({ type: 'refused', act, index, isOver, refusal });
    return null;
  }

  private async settle(act: OutboxAct, change: (act: OutboxAct) => Settled): Promise<Settled> {
    let settled = change(act);
    await this.parts.store.change(act.id, (now) => {
      // Another page that believed to have the turn was here first.
      if (now.doneCount !== act.doneCount || now.refusal !== null) return now;
      settled = change(now);
      return settled.act;
    });
    return settled;
  }

  private rest(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
