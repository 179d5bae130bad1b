import { expect, it } from 'vitest';
import { db } from '@/lib/db/client.server';
import { isUnavailable } from '@/lib/db/unavailable';
import { makeDesk, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

/** What a statement fails with while another connection holds the row of a dataset. */
async function failWhileHeld(datasetId: string, wait: () => Promise<unknown>): Promise<unknown> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM "Dataset" WHERE id = $1 FOR UPDATE', [datasetId]);
    return await wait().catch((error: unknown) => error);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

it('a lock that another act holds too long counts as "not now", not as a failure inside', async () => {
  const desk = await makeDesk(database.pool, { count: 1 });
  const error = await failWhileHeld(desk.datasetId, () =>
    db().$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL lock_timeout = 50`;
      await tx.$queryRaw`SELECT 1 AS held FROM "Dataset" WHERE id = ${desk.datasetId}::uuid FOR UPDATE`;
    }),
  );
  expect(isUnavailable(error)).toBe(true);
});

it('a connection that ends in the middle of an act leaves nothing of it', async () => {
  const desk = await makeDesk(database.pool, { count: 3 });
  const error = await failWhileHeld(desk.datasetId, async () => {
    const act = desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: desk.sampleIds, revision: 0 });
    const ended = act.catch((thrown: unknown) => thrown);
    // The act waits for the lock; its connection is ended under it.
    for (let endedCount = 0; endedCount === 0; ) {
      const { rows } = await database.pool.query<{ ended: boolean }>(
        `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      endedCount = rows.length;
    }
    return await ended;
  });
  expect(isUnavailable(error)).toBe(true);
  expect(await readLabels(database.pool, desk.datasetId)).toEqual(new Map());
  expect(await desk.revision()).toBe(0);
  await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: desk.sampleIds });
});
