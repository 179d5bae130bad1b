import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '@/lib/db/embedded.server';
import { LIVE_CHANNEL } from '@/lib/live/change';
import { LiveListener } from '@/lib/live/listen-repo.server';
import { pollFor } from '@/tests/support/api';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function tell(url: string, payload: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SELECT pg_notify($1, $2)', [LIVE_CHANNEL, payload]);
  await client.end();
}

it('goes on listening after Postgres was killed and started anew, and says that there was a gap', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'sheaf-listen-'));
  ends.push(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const start = (port?: number) =>
    startEmbeddedPostgres({
      dir: path.join(root, 'pg'),
      passwordFile: path.join(root, 'pg-password'),
      logFile: path.join(root, 'postgres.log'),
      ...(port === undefined ? {} : { port }),
    });
  const first = await start();
  const heard: string[] = [];
  let openCount = 0;
  const listener = new LiveListener(first.url, {
    onMessage: (payload) => heard.push(payload),
    onOpen: () => {
      openCount += 1;
    },
  });
  ends.push(() => listener.close());
  const untilOpen = (count: number) =>
    pollFor(
      async () => openCount,
      (opened) => opened === count,
      { what: `opening ${count}`, everyMs: 20 },
    );
  await untilOpen(1);
  await tell(first.url, 'before');
  await first.stop();
  const second = await start(first.port);
  ends.push(() => second.stop());
  await untilOpen(2);
  await tell(second.url, 'after');
  await pollFor(
    async () => heard,
    ({ length }) => length === 2,
    { what: 'both messages', everyMs: 20 },
  );
  expect(heard).toEqual(['before', 'after']);
});
