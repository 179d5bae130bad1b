import type { Tx } from '@/lib/db/client.server';

/*
 * A commit waits for the disk, and with it everybody who waits for a lock that its transaction holds. These two part the
 * one from the other: the locks go at once, and the answer still waits for the disk.
 */

/**
 * Lets this transaction commit before what it wrote is on the disk. The caller must not tell anybody outside that it is
 * done before `flushCommits` has answered: a crash in between takes it back. What others write in the meantime stands
 * behind it in the same log, so nothing that was told ever rests on what was lost.
 */
export async function commitBeforeFlush(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT set_config('synchronous_commit', 'off', true)`;
}

/** Answers once everything that was committed before, by whomever, is on the disk. */
export async function flushCommits(client: Tx): Promise<void> {
  // A commit that wrote to the log makes the server flush all of the log before it; one that only read would not.
  await client.$executeRaw`SELECT pg_logical_emit_message(true, 'sheaf', '')`;
}
