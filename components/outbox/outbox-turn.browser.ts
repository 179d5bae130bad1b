import type { OutboxStore } from '@/components/outbox/outbox-store';

const LOCK = 'sheaf.outbox';
const TURN_MS = 6_000;
const RENEW_MS = 2_000;
const RETRY_MS = 1_500;

const rest = (waitMs: number) => new Promise<void>((resolve) => setTimeout(resolve, waitMs));

/**
 * Runs `send` while no other page of this browser does. By a Web Lock, which the browser lets go when the page ends;
 * where there is none (a page without https from another machine), by a turn in the store that passes when its holder
 * does not renew it. Two pages that send at once would do no harm: whatever is sent carries its idempotency key.
 */
export async function takeTurnToSend(store: OutboxStore, pageId: string, send: () => Promise<void>): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks !== undefined && store.isLasting) return await locks.request(LOCK, send);
  while (!(await store.takeTurn(pageId, Date.now(), TURN_MS))) await rest(RETRY_MS);
  const renewal = setInterval(() => void store.takeTurn(pageId, Date.now(), TURN_MS), RENEW_MS);
  try {
    await send();
  } finally {
    clearInterval(renewal);
    await store.endTurn(pageId);
  }
}
