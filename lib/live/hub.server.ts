import { config } from '@/lib/config.server';
import { Unavailable } from '@/lib/errors';
import { type LiveChange, type LiveEvent, liveChange, type Presence, type PresentPage } from '@/lib/live/change';
import { LiveListener } from '@/lib/live/listen-repo.server';
import { PresentPages } from '@/lib/live/present-pages';

/** Streams that one web process holds at once, of all datasets. */
export const STREAM_LIMIT = 1_000;
const SWEEP_MS = 5_000;

/** What a stream wants to hear; `onGap`: something may have been missed, say hello again. */
export type Subscriber = {
  onEvent: (event: LiveEvent) => void;
  onGap: () => void;
  onClose: () => void;
};

/** One per process: a single connection to Postgres tells all streams of all datasets what changed. */
export class LiveHub {
  private readonly subscribers = new Map<string, Set<Subscriber>>();
  private readonly pages = new PresentPages();
  private readonly listener: LiveListener;
  private readonly sweep: NodeJS.Timeout;
  private streamCount = 0;

  constructor(url: string) {
    this.listener = new LiveListener(url, { onMessage: (payload) => this.hear(payload), onOpen: () => this.opened() });
    this.sweep = setInterval(() => {
      for (const datasetId of this.pages.dropSilent(Date.now())) this.tellPresence(datasetId);
    }, SWEEP_MS);
    this.sweep.unref();
  }

  /** Takes a stream in; answers what lets it go. Throws Unavailable when there are too many. */
  subscribe(datasetId: string, subscriber: Subscriber): () => void {
    if (this.streamCount >= STREAM_LIMIT) {
      throw new Unavailable(
        `${STREAM_LIMIT} pages listen to this server already, which is its limit. This page goes on without live updates; reload it to see what others did.`,
      );
    }
    const own = this.subscribers.get(datasetId) ?? new Set();
    this.subscribers.set(datasetId, own.add(subscriber));
    this.streamCount += 1;
    return () => {
      if (!own.delete(subscriber)) return;
      this.streamCount -= 1;
      if (own.size === 0 && this.subscribers.get(datasetId) === own) this.subscribers.delete(datasetId);
    };
  }

  /** Notes that a page is there, and which group it has open, and tells the others when that is news. */
  notePresence(datasetId: string, personName: string, presence: Presence): void {
    if (this.pages.note(datasetId, personName, presence, Date.now())) this.tellPresence(datasetId);
  }

  /** The pages that are open on a dataset. */
  listPresent(datasetId: string): readonly PresentPage[] {
    return this.pages.list(datasetId);
  }

  /** Ends all streams and the connection. */
  async close(): Promise<void> {
    clearInterval(this.sweep);
    for (const own of this.subscribers.values()) for (const subscriber of [...own]) subscriber.onClose();
    await this.listener.close();
  }

  private hear(payload: string): void {
    const change = parseChange(payload);
    if (change !== null) this.tell(change.datasetId, { type: 'change', change });
  }

  /** What was told before the connection stood, the first time too, was not heard: the streams say hello anew. */
  private opened(): void {
    for (const own of this.subscribers.values()) for (const each of own) each.onGap();
  }

  private tellPresence(datasetId: string): void {
    this.tell(datasetId, { type: 'presence', pages: this.pages.list(datasetId) });
  }

  private tell(datasetId: string, event: LiveEvent): void {
    for (const subscriber of this.subscribers.get(datasetId) ?? []) subscriber.onEvent(event);
  }
}

function parseChange(payload: string): LiveChange | null {
  try {
    return liveChange.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}

// Next bundles routes apart: one hub per process, not per copy.
const shared = globalThis as typeof globalThis & { sheafLiveHub?: LiveHub };

/** The hub of this process, made with the first call. */
export function liveHub(): LiveHub {
  const { DATABASE_URL } = config();
  if (DATABASE_URL === undefined) throw new Unavailable('DATABASE_URL is not set: start Sheaf with npm start.');
  shared.sheafLiveHub ??= new LiveHub(DATABASE_URL);
  return shared.sheafLiveHub;
}

/** Ends the hub of this process, if there is one: its streams would hold a server that stops. */
export async function closeLiveHub(): Promise<void> {
  const hub = shared.sheafLiveHub;
  delete shared.sheafLiveHub;
  await hub?.close();
}
