import { afterAll, beforeAll, expect, it } from 'vitest';
import { config } from '@/lib/config.server';
import { type Database, openDatabase, type Tx } from '@/lib/db/client.server';
import { commitBeforeFlush, flushCommits } from '@/lib/db/flush-repo.server';
import { useTestDatabase } from '@/tests/support/database';

useTestDatabase();
let waiting: Database;

beforeAll(() => {
  // The server of the tests never waits for the disk; these connections do, as those of the product.
  const url = new URL(config().DATABASE_URL ?? '');
  url.searchParams.set('options', '-c synchronous_commit=on');
  waiting = openDatabase({ url: url.href });
});
afterAll(() => waiting.close());

async function readWay(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ way: string }[]>`SELECT current_setting('synchronous_commit') AS "way"`;
  return row?.way;
}

/** How far the log was written, or whether it is on the disk that far; other tests write to the same log meanwhile. */
async function readWritten(tx: Tx): Promise<string> {
  const [row] = await tx.$queryRaw<{ at: string }[]>`SELECT pg_current_wal_insert_lsn()::text AS "at"`;
  return row?.at ?? '';
}
async function isFlushed(tx: Tx, at: string): Promise<boolean | undefined> {
  const [row] = await tx.$queryRaw<{ is: boolean }[]>`SELECT pg_current_wal_flush_lsn() >= ${at}::pg_lsn AS "is"`;
  return row?.is;
}

it('a transaction that may commit before the flush is the only one', async () => {
  const { db } = waiting;
  const inside = await db.$transaction(async (tx) => {
    await commitBeforeFlush(tx);
    return await readWay(tx);
  });
  expect(inside).toBe('off');
  expect(await readWay(db)).toBe('on');
});

it('what was committed is on the disk once the flush has answered', async () => {
  const { db } = waiting;
  const before: unknown[] = [];
  // The server flushes by itself every 200 ms: more often than not it has not yet.
  for (let i = 0; i < 10; i += 1) {
    await db.$transaction(async (tx) => {
      await commitBeforeFlush(tx);
      await tx.person.create({ data: { id: crypto.randomUUID(), name: `Person ${i}` } });
    });
    const written = await readWritten(db);
    before.push(await isFlushed(db, written));
    await flushCommits(db);
    expect(await isFlushed(db, written)).toBe(true);
  }
  expect(before).toContain(false);
});
