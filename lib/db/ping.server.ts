import type { Tx } from '@/lib/db/client.server';

/** Asks the database for the smallest of answers. Throws when it does not answer within the client's timeouts. */
export async function pingDatabase(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT 1 AS answer`;
}
