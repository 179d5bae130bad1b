import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { identifyProcess } from '@/lib/db/processes.server';
import type { App, ProcessName } from '@/tests/support/app';
import { findFreePort, startApp } from '@/tests/support/app';

const CHILDREN = ['web', 'worker', 'postgres'] as const;

type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs the launcher until it ends by itself: for starts that are refused. */
function runStart(env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/start.ts'], {
    env: { ...process.env, HOST: '', ALLOWED_HOSTS: '', DATABASE_URL: '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ended.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ended.stderr += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
}

async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).status;
  } catch {
    return 0;
  }
}

async function waitFor(what: string, isDone: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await delay(50);
  }
}

function pidsOf(app: App): number[] {
  return [...CHILDREN].map((name) => app.pidOf(name)).filter((pid): pid is number => pid !== undefined);
}

const isGone = (pid: number) => identifyProcess(pid) === undefined;

/** Waits until a process with this name runs that is not the one with this pid. */
async function waitForSuccessor(app: App, name: ProcessName, pid: number): Promise<void> {
  await waitFor(`a new ${name}`, () => {
    const now = app.pidOf(name);
    return now !== undefined && now !== pid && !isGone(now);
  });
}

describe('a running installation', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  }, 400_000);
  afterAll(() => app.remove());

  test('answers on its own address, and its database asks for a password', async () => {
    expect(await statusOf(app.url)).toBe(200);
    expect(pidsOf(app)).toHaveLength(3);
    expect(app.databaseUrl).toMatch(/^postgresql:\/\/sheaf:[\w-]{43}@127\.0\.0\.1:\d+\/sheaf$/);
  });

  test('a second start on the same data directory says so and ends', async () => {
    const second = await runStart({ DATA_DIR: app.dataDir, PORT: String(await findFreePort()) });
    expect(second.code).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toContain(
      `Sheaf already runs on the data directory ${app.dataDir} (process ${app.pidOf('supervisor')}`,
    );
    expect(await statusOf(app.url)).toBe(200);
  });

  test.each(CHILDREN)('starts %s again after a kill -9', async (name) => {
    const pid = app.pidOf(name) ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitForSuccessor(app, name, pid);
    await waitFor('an answer', async () => (await statusOf(`${app.url}/api/health`)) === 200);
  });

  test('a kill -9 of the launcher leaves only Postgres, and the next start uses it on', async () => {
    const before = {
      web: app.pidOf('web') ?? 0,
      worker: app.pidOf('worker') ?? 0,
      postgres: app.pidOf('postgres') ?? 0,
    };
    process.kill(app.pidOf('supervisor') ?? 0, 'SIGKILL');
    await waitFor('the end of web and worker', () => isGone(before.web) && isGone(before.worker));
    expect(isGone(before.postgres)).toBe(false);
    app = await startApp({ dataDir: app.dataDir });
    expect(app.pidOf('postgres')).toBe(before.postgres);
    expect(await statusOf(app.url)).toBe(200);
  });

  test('a kill -9 of everything at once is no obstacle either', async () => {
    for (const pid of [app.pidOf('supervisor') ?? 0, ...pidsOf(app)]) process.kill(pid, 'SIGKILL');
    app = await startApp({ dataDir: app.dataDir });
    expect(await statusOf(app.url)).toBe(200);
  });

  test('ends every process on a signal, and starts again', async () => {
    const pids = pidsOf(app);
    await app.stop();
    expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
    expect(existsSync(path.join(app.dataDir, 'sheaf.lock'))).toBe(false);
    app = await startApp({ dataDir: app.dataDir });
    expect(await statusOf(app.url)).toBe(200);
  });

  test('refuses data that a newer version wrote, before its database is started', async () => {
    await app.stop();
    const mark = path.join(app.dataDir, 'schema.json');
    const known = readFileSync(mark, 'utf8');
    writeFileSync(mark, JSON.stringify([...JSON.parse(known), { name: '29990101000000_newer', checksum: 'x' }]));
    const refused = await runStart({ DATA_DIR: app.dataDir, PORT: String(app.port) });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('was written by a newer version of Sheaf');
    expect(app.pidOf('postgres')).toBeUndefined();
    writeFileSync(mark, known);
  });

  test('refuses data of another major version of Postgres', async () => {
    const version = path.join(app.dataDir, 'pg/PG_VERSION');
    writeFileSync(version, '17\n');
    const refused = await runStart({ DATA_DIR: app.dataDir, PORT: String(app.port) });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('was written by Postgres 17');
    writeFileSync(version, '18\n');
  });
});

describe('a start is refused in a sentence', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-start-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test.each([
    [{ PORT: 'http' }, 'PORT is "http", but it must be a whole number from 1 to 65535.\n'],
    [{ HOST: '0.0.0.0' }, 'ALLOWED_HOSTS must list the host names'],
    [{ DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }, 'The database in DATABASE_URL does not answer'],
  ])('%j', async (env, sentence) => {
    const ended = await runStart({ DATA_DIR: dataDir, PORT: String(await findFreePort()), ...env });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(sentence);
  });

  test('when the port is in use', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const ended = await runStart({ DATA_DIR: dataDir, PORT: String(port) });
    server.close();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toBe(`Port ${port} on 127.0.0.1 is in use by another program. Set PORT to a free one.\n`);
  });

  test('when the data directory cannot be made', async () => {
    const file = path.join(dataDir, 'file');
    writeFileSync(file, '');
    const ended = await runStart({ DATA_DIR: path.join(file, 'data'), PORT: String(await findFreePort()) });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe(
      `The data directory ${path.join(file, 'data')} cannot be written (ENOTDIR). Set DATA_DIR to a folder that can.\n`,
    );
  });
});

describe('beyond loopback', () => {
  let app: App | undefined;
  afterEach(() => app?.remove());

  test('the server asks for the access token that it made, and for a host name it knows', async () => {
    app = await startApp({ env: { HOST: '0.0.0.0', ALLOWED_HOSTS: 'sheaf.example.org' } });
    const token = readFileSync(path.join(app.dataDir, 'access-token'), 'utf8').trim();
    expect(await statusOf(`${app.url}/api/health`)).toBe(401);
    const answer = await fetch(`${app.url}/api/health`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  });
});
