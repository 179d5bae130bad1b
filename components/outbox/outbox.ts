import { isWaiting, type OutboxAct, type OutboxRequest } from '@/components/outbox/outbox-acts';
import { type OwnTouches, ownTouches } from '@/components/outbox/outbox-own';
import { type NewAct, type OutboxEvent, type PageOutbox, pageOutbox } from '@/components/outbox/outbox-page';

/**
 * The outbox as the review of one dataset sees it. Nothing of it touches the browser before the first act or effect, so
 * that a session can be made while the server renders the page.
 */
export class Outbox {
  readonly datasetId: string;
  /** What this page decided, so that decisions that wait together are no conflict with each other. */
  readonly own: OwnTouches;
  /** Acts whose counts stand on the page ahead of the server. */
  readonly counted = new Set<string>();
  /** Acts whose samples the desks show as decided. */
  readonly shown = new Set<string>();
  /** Refused acts whose groups came back to the queue. */
  readonly returned = new Set<string>();
  /** Refused acts whose reasons stand above their groups. */
  readonly told = new Set<string>();
  /** What was not answered of refused acts; null while it is being read. */
  private readonly recalled = new Map<string, readonly OutboxRequest[] | null>();

  constructor(datasetId: string) {
    this.datasetId = datasetId;
    this.own = ownTouches(datasetId);
  }

  /** Acts of this dataset, those that wait and those that were refused, in order. */
  get acts(): readonly OutboxAct[] {
    if (typeof window === 'undefined') return [];
    return this.page.getState().acts.filter(({ datasetId }) => datasetId === this.datasetId);
  }

  /** Whether the server has answered everything of this dataset. */
  get isIdle(): boolean {
    return !this.acts.some(isWaiting);
  }

  get pageId(): string {
    return this.page.pageId;
  }

  /** Takes an act in whose effects the page shows already. */
  add(act: Omit<NewAct, 'datasetId'>): void {
    this.counted.add(act.id);
    this.shown.add(act.id);
    this.page.add({ ...act, datasetId: this.datasetId });
  }

  readRequests(act: OutboxAct): Promise<OutboxRequest[]> {
    return this.page.readRequests(act);
  }

  /** The requests of a refused act that were not answered; null until they are read, and then `onRead` is called. */
  recall(act: OutboxAct, onRead: () => void): readonly OutboxRequest[] | null {
    const known = this.recalled.get(act.id);
    if (known !== undefined) return known;
    this.recalled.set(act.id, null);
    void this.readRequests(act).then((requests) => {
      this.recalled.set(act.id, requests);
      onRead();
    });
    return null;
  }

  discard(act: OutboxAct): void {
    this.recalled.delete(act.id);
    void this.page.discard(act);
  }

  /** Hears what becomes of the acts of this dataset, in all pages, and each time that they change. */
  follow(onEvent: (event: OutboxEvent) => void, onChange: () => void): () => void {
    const leave = this.page.follow((event) => {
      if ('act' in event && event.act.datasetId === this.datasetId) onEvent(event);
    });
    const unsubscribe = this.page.subscribe(onChange);
    return () => {
      leave();
      unsubscribe();
    };
  }

  private get page(): PageOutbox {
    return pageOutbox();
  }
}
