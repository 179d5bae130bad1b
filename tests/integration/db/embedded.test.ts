import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmbeddedPostgres } from '@/lib/db/embedded.server';
import { startEmbeddedPostgres } from '@/lib/db/embedded.server';
import { isRunning, waitForEnd } from '@/lib/db/processes.server';

let root: string;
let started: EmbeddedPostgres[];

/** In a directory of mode 0700, as mktemp makes it: as root, the account of Postgres must still get through. */
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'sheaf-embedded-'));
  started = [];
});

afterEach(async () => {
  for (const server of started) await server.stop();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

async function start(port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dir: path.join(root, 'pg'),
    passwordFile: path.join(root, 'pg-password'),
    logFile: path.join(root, 'logs/postgres.log'),
    ...(port === undefined ? {} : { port }),
  });
  started.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Array<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

async function killHard(server: EmbeddedPostgres): Promise<void> {
  process.kill(server.process.pid, 'SIGKILL');
  await waitForEnd(server.process, 5_000);
}

describe('the embedded server', () => {
  test('listens on loopback only, without a socket file, and asks everyone for the password', async () => {
    const server = await start();
    const settings = await query(
      server.url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories')`,
    );
    expect(settings).toEqual([
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    for (const password of ['', ':wrong']) {
      const url = `postgresql://sheaf${password}@127.0.0.1:${server.port}/sheaf`;
      await expect(query(url, 'SELECT 1')).rejects.toThrow(/password/);
    }
    expect(statSync(path.join(root, 'pg-password')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(root, 'pg')).mode & 0o077).toBe(0);
    const hba = readFileSync(path.join(root, 'pg/pg_hba.conf'), 'utf8');
    expect(hba.split('\n').filter((line) => /^(local|host)/.test(line) && !line.endsWith('scram-sha-256'))).toEqual([]);
  });

  test('keeps its data over an orderly stop', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    expect(isRunning(first.process)).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  test('is adopted when it still runs, as after a kill -9 of the supervisor', async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ adopted: true, port: first.port, process: first.process });
    await second.stop();
    await second.ended;
    expect(isRunning(first.process)).toBe(false);
  });

  test('comes up again on its port after a kill -9, with everything that was acknowledged', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n int)');
    for (let round = 0; round < 3; round++) {
      const server = started.at(-1) ?? first;
      await query(server.url, `INSERT INTO kept VALUES (${round})`);
      await killHard(server);
      const again = await start(first.port);
      expect(again).toMatchObject({ adopted: false, port: first.port });
      expect(await query(again.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: round + 1 }]);
    }
  });

  test('is not held up by a pid file whose pid belongs to another process now', async () => {
    const first = await start();
    await killHard(first);
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const file = path.join(root, 'pg/postmaster.pid');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)));
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(stranger.kill(0)).toBe(true);
    stranger.kill('SIGKILL');
  });

  test.each(['', 'garbage\n', '12'])('is not held up by a pid file cut off to %j', async (content) => {
    const first = await start();
    await first.stop();
    writeFileSync(path.join(root, 'pg/postmaster.pid'), content);
    expect((await start()).adopted).toBe(false);
  });

  test('is ended and started anew when it runs but does not answer', async () => {
    const first = await start();
    process.kill(first.process.pid, 'SIGSTOP');
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(isRunning(first.process)).toBe(false);
    expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('is refused, with nothing changed:', () => {
  function listFiles(): Array<[string, number]> {
    const names = readdirSync(path.join(root, 'pg'), { recursive: true, encoding: 'utf8' }).sort();
    return names.map((name) => [name, statSync(path.join(root, 'pg', name)).mtimeMs]);
  }

  test('a directory of another major version of Postgres', async () => {
    const server = await start();
    await server.stop();
    writeFileSync(path.join(root, 'pg/PG_VERSION'), '17\n');
    const before = listFiles();
    await expect(start()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /was written by Postgres 17, and this Sheaf brings Postgres 18\. Nothing was changed\./,
      ),
    });
    expect(listFiles()).toEqual(before);
  });

  test('a directory with other files', async () => {
    cpSync(path.resolve('prisma'), path.join(root, 'pg'), { recursive: true });
    const before = listFiles();
    await expect(start()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('files that are not a database'),
    });
    expect(listFiles()).toEqual(before);
  });

  test('a database without its password file', async () => {
    const server = await start();
    await server.stop();
    rmSync(path.join(root, 'pg-password'));
    await expect(start()).rejects.toThrow(/file with its password is not/);
  });
});

test('what a killed first start left aside is no obstacle and goes', async () => {
  cpSync(path.resolve('prisma'), path.join(root, 'pg-new-abc'), { recursive: true });
  await start();
  expect(readdirSync(root).filter((name) => name.startsWith('pg-new-'))).toEqual([]);
});
