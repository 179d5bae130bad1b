import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '@/lib/db/client.server';
import { openDatabase } from '@/lib/db/client.server';
import { startEmbeddedPostgres } from '@/lib/db/embedded.server';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

let opened: Database | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

describe('openDatabase', () => {
  test('ends a statement that takes too long, on the server', async () => {
    opened = openDatabase({ url: database.url, statementTimeoutMs: 200 });
    await expect(opened.pool.query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
    await expect(opened.db.$queryRaw`SELECT pg_sleep(10)`).rejects.toThrow(/statement timeout/);
  });

  test('lets a job take its time, and says so to Postgres', async () => {
    opened = openDatabase({ url: database.url, statementTimeoutMs: 0 });
    const { rows } = await opened.pool.query('SHOW statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '0' }]);
  });

  test('does not wait for ever for a lock', async () => {
    opened = openDatabase({ url: database.url, lockTimeoutMs: 200 });
    const holder = await opened.pool.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE "Dataset"');
    await expect(opened.db.dataset.count()).rejects.toThrow(/lock timeout/);
    await holder.query('ROLLBACK');
    holder.release();
  });

  test('ends a transaction that does nothing, without ending this process', async () => {
    opened = openDatabase({ url: database.url, idleInTransactionTimeoutMs: 200 });
    const idle = await opened.pool.connect();
    const ended = new Promise((resolve) => idle.once('end', resolve));
    await idle.query('BEGIN');
    await ended;
    await expect(idle.query('COMMIT')).rejects.toThrow();
    idle.release(true);
    expect(await opened.db.dataset.count()).toBe(0);
  });

  test('a condition that is undefined is an error, and not a condition left out', async () => {
    opened = openDatabase({ url: database.url });
    const where = { id: undefined } as unknown as { id: string };
    await expect(opened.db.dataset.deleteMany({ where })).rejects.toThrow(/undefined/);
  });
});

test('a server that stands still makes calls fail, and the pool goes on when it moves again', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'sheaf-frozen-'));
  const server = await startEmbeddedPostgres({
    dir: path.join(root, 'pg'),
    passwordFile: path.join(root, 'pg-password'),
    logFile: path.join(root, 'postgres.log'),
  });
  const frozen = openDatabase({ url: server.url, connectTimeoutMs: 500 });
  try {
    process.kill(server.process.pid, 'SIGSTOP');
    await expect(frozen.pool.query('SELECT 1')).rejects.toThrow(/timeout/);
    process.kill(server.process.pid, 'SIGCONT');
    expect((await frozen.pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  } finally {
    process.kill(server.process.pid, 'SIGCONT');
    await frozen.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
});
