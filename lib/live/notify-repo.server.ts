import type { Tx } from '@/lib/db/client.server';
import { LIVE_CHANNEL, type LiveChange } from '@/lib/live/change';

/** Tells every process that listens, once the transaction commits; of one that is rolled back nobody hears. */
export async function notify(tx: Tx, change: LiveChange): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${LIVE_CHANNEL}, ${JSON.stringify(change)})`;
}
