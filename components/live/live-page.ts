import { readBrowserId } from '@/components/live/browser-id';
import { makeKey } from '@/components/outbox/outbox-page';
import { personHeaders } from '@/components/shell/api';
import { subscribeToPersonName } from '@/components/shell/person';
import type { LiveEvent, PresentPage } from '@/lib/live/change';

/** How often a page says that it is there, and which group it has open; the server forgets it after 40 seconds. */
const PRESENCE_MS = 15_000;
/** After this long in the background a page lets its connection go: a browser has six for all pages of one server. */
const HIDDEN_MS = 2_000;

const NOBODY: readonly PresentPage[] = [];

/**
 * What happens to one dataset, as this page hears it: one stream of events while the page is in front of somebody, and
 * what the page says of itself in return.
 */
export class LivePage {
  readonly pageId = makeKey();
  private readonly datasetId: string;
  private readonly followers = new Set<(event: LiveEvent) => void>();
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  private pages: readonly PresentPage[] = NOBODY;
  private openGroupId: string | null = null;
  private hidden: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;

  constructor(datasetId: string) {
    this.datasetId = datasetId;
  }

  /** Begins to listen. Answers what ends it. */
  open(): () => void {
    const look = () => this.look();
    const leave = () => this.sayGroup(true);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('pagehide', leave);
    this.pulse = setInterval(() => document.visibilityState === 'visible' && this.sayGroup(), PRESENCE_MS);
    const endNames = subscribeToPersonName(() => this.source !== null && this.sayGroup());
    this.connect();
    return () => {
      endNames();
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('pagehide', leave);
      clearInterval(this.pulse);
      clearTimeout(this.hidden);
      this.disconnect();
      this.sayGroup(true);
    };
  }

  /** Hears every event. */
  follow(follower: (event: LiveEvent) => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The other pages of the dataset. */
  readonly listOthers = (): readonly PresentPage[] => this.pages;

  /** Says which group this page has open from now on. */
  showGroup(groupId: string | null): void {
    if (groupId === this.openGroupId) return;
    this.openGroupId = groupId;
    this.sayGroup();
  }

  private look(): void {
    clearTimeout(this.hidden);
    if (document.visibilityState === 'hidden') this.hidden = setTimeout(() => this.disconnect(), HIDDEN_MS);
    else if (this.source === null) this.connect();
  }

  private connect(): void {
    const source = new EventSource(`/api/datasets/${this.datasetId}/events?page=${this.pageId}`);
    this.source = source;
    const hear = ({ data }: MessageEvent<string>) => this.take(JSON.parse(data) as LiveEvent);
    for (const type of ['hello', 'change', 'presence'] satisfies LiveEvent['type'][])
      source.addEventListener(type, hear);
    source.addEventListener('hello', () => this.sayGroup());
    // A refusal closes the stream for good, and so does a proxy that answers for a server that is away.
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
      this.source = null;
      this.hidden = setTimeout(() => this.source === null && this.connect(), HIDDEN_MS);
    });
  }

  private disconnect(): void {
    this.source?.close();
    this.source = null;
    this.setPages(NOBODY);
  }

  private take(event: LiveEvent): void {
    if (event.type === 'presence') this.setPages(event.pages.filter(({ pageId }) => pageId !== this.pageId));
    for (const follower of this.followers) follower(event);
  }

  private setPages(pages: readonly PresentPage[]): void {
    this.pages = pages.length === 0 ? NOBODY : pages;
    for (const listener of this.listeners) listener();
  }

  /** Nothing depends on whether this arrives: it is said again. */
  private sayGroup(isLeaving = false): void {
    const body = {
      pageId: this.pageId,
      browserId: readBrowserId(),
      groupId: this.openGroupId,
      ...(isLeaving ? { isLeaving } : {}),
    };
    void fetch(`/api/datasets/${this.datasetId}/presence`, {
      method: 'POST',
      headers: { ...personHeaders(), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      keepalive: true,
    }).catch(() => undefined);
  }
}

const pages = new Map<string, LivePage>();

/** What this page hears of a dataset; nothing until `LiveUpdates` opens it. */
export function livePage(datasetId: string): LivePage {
  const page = pages.get(datasetId) ?? new LivePage(datasetId);
  pages.set(datasetId, page);
  return page;
}

export const listNobody = (): readonly PresentPage[] => NOBODY;
