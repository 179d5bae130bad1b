import pg from 'pg';
import { LIVE_CHANNEL } from '@/lib/live/change';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A connection that died without a word (a laptop that slept) is noticed by a question that gets no answer. */
const PULSE_MS = 15_000;
const PULSE_TIMEOUT_MS = 5_000;

export type Listener = {
  /** A payload arrived. */
  onMessage: (payload: string) => void;
  /** The connection stands (again): what was told before that was not heard. */
  onOpen: () => void;
};

/**
 * Listens to Postgres on a connection of its own, and connects again for as long as it takes when it breaks: after
 * 100 ms, then twice as long each time, at most 5 seconds.
 */
export class LiveListener {
  private readonly url: string;
  private readonly listener: Listener;
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private waitMs = FIRST_WAIT_MS;
  private isClosed = false;

  constructor(url: string, listener: Listener) {
    this.url = url;
    this.listener = listener;
    void this.connect();
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    if (this.isClosed) return;
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: PULSE_TIMEOUT_MS,
      query_timeout: PULSE_TIMEOUT_MS,
      application_name: 'sheaf live',
    });
    this.client = client;
    const lose = () => this.lose(client);
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ payload }) => {
      if (payload !== undefined && this.client === client) this.listener.onMessage(payload);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${LIVE_CHANNEL}`);
    } catch {
      lose();
      return;
    }
    if (this.client !== client) return;
    this.waitMs = FIRST_WAIT_MS;
    this.listener.onOpen();
    this.pulse(client);
  }

  private pulse(client: pg.Client): void {
    this.timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => this.client === client && this.pulse(client),
        () => this.lose(client),
      );
    }, PULSE_MS);
    this.timer.unref();
  }

  /** Lets a broken connection go and tries a new one after a while; the second word of the same end changes nothing. */
  private lose(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    clearTimeout(this.timer);
    client.end().catch(() => undefined);
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.connect(), this.waitMs);
    this.waitMs = Math.min(LONGEST_WAIT_MS, this.waitMs * 2);
  }
}
