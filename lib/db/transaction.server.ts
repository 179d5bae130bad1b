import type { ClientBase } from 'pg';
import type { Database } from '@/lib/db/client.server';

type Isolation = 'read-write' | 'snapshot';

const BEGIN: Record<Isolation, string> = {
  'read-write': 'BEGIN',
  snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
};

/**
 * Runs `work` in a transaction on a connection of its own, for what Prisma's transactions cannot do: COPY, cursors, and
 * bytes by the megabyte, which Prisma would turn into text and back. A `snapshot` only reads, and all its queries see the
 * database as it was at the first one. When `work` throws, nothing is kept and the connection is closed, which also ends
 * a COPY that nobody reads any more.
 */
export async function inTransaction<T>(
  { pool }: Pick<Database, 'pool'>,
  work: (client: ClientBase) => Promise<T>,
  isolation: Isolation = 'read-write',
): Promise<T> {
  const client = await pool.connect();
  let isWhole = false;
  try {
    await client.query(BEGIN[isolation]);
    const result = await work(client);
    await client.query('COMMIT');
    isWhole = true;
    return result;
  } finally {
    client.release(!isWhole);
  }
}
