import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { OutboxAct, OutboxRequest } from '@/components/outbox/outbox-acts';
import { MemoryOutboxStore, type OutboxStore } from '@/components/outbox/outbox-store';

const NAME = 'sheaf-outbox';
const VERSION = 1;

interface Schema extends DBSchema {
  acts: { key: string; value: OutboxAct; indexes: { order: number } };
  /** Apart from the acts: thousands of ids that only the sender reads. */
  requests: { key: [actId: string, index: number]; value: { actId: string; index: number; request: OutboxRequest } };
  turn: { key: 'send'; value: { pageId: string; untilMs: number } };
}

/** Keeps acts in IndexedDB: they survive the tab, the browser and the machine. */
class DatabaseOutboxStore implements OutboxStore {
  readonly isLasting = true;
  private readonly database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.database = database;
  }

  list(): Promise<OutboxAct[]> {
    return this.database.getAllFromIndex('acts', 'order');
  }

  async add(act: Omit<OutboxAct, 'order'>, requests: readonly OutboxRequest[]): Promise<number> {
    const tx = this.database.transaction(['acts', 'requests'], 'readwrite', { durability: 'strict' });
    const acts = tx.objectStore('acts');
    const last = await acts.index('order').openKeyCursor(null, 'prev');
    const order = Number(last?.key ?? 0) + 1;
    const writes: Promise<unknown>[] = [acts.put({ ...act, order })];
    requests.forEach((request, index) => {
      writes.push(tx.objectStore('requests').put({ actId: act.id, index, request }));
    });
    await Promise.all([...writes, tx.done]);
    return order;
  }

  async readRequest(actId: string, index: number): Promise<OutboxRequest | null> {
    return (await this.database.get('requests', [actId, index]))?.request ?? null;
  }

  async change(actId: string, change: (act: OutboxAct) => OutboxAct | null): Promise<boolean> {
    const tx = this.database.transaction(['acts', 'requests'], 'readwrite');
    const acts = tx.objectStore('acts');
    const before = await acts.get(actId);
    if (before === undefined) {
      await tx.done;
      return false;
    }
    const after = change(before);
    if (after !== null) await Promise.all([acts.put(after), tx.done]);
    else {
      const all = IDBKeyRange.bound([actId, 0], [actId, before.requestCount]);
      await Promise.all([acts.delete(actId), tx.objectStore('requests').delete(all), tx.done]);
    }
    return true;
  }

  async takeTurn(pageId: string, nowMs: number, forMs: number): Promise<boolean> {
    const tx = this.database.transaction('turn', 'readwrite');
    const held = await tx.store.get('send');
    const isFree = held === undefined || held.pageId === pageId || held.untilMs <= nowMs;
    if (isFree) await tx.store.put({ pageId, untilMs: nowMs + forMs }, 'send');
    await tx.done;
    return isFree;
  }

  async endTurn(pageId: string): Promise<void> {
    const tx = this.database.transaction('turn', 'readwrite');
    if ((await tx.store.get('send'))?.pageId === pageId) await tx.store.delete('send');
    await tx.done;
  }
}

/** Opens the store of this browser; one in memory where the browser lets nothing be stored. */
export async function openOutboxStore(): Promise<OutboxStore> {
  try {
    const database = await openDB<Schema>(NAME, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('acts', { keyPath: 'id' }).createIndex('order', 'order', { unique: true });
        fresh.createObjectStore('requests', { keyPath: ['actId', 'index'] });
        fresh.createObjectStore('turn');
      },
    });
    return new DatabaseOutboxStore(database);
  } catch (error) {
    console.error('Nothing can be stored in this browser: unsent decisions last as long as this page.', error);
    return new MemoryOutboxStore();
  }
}
