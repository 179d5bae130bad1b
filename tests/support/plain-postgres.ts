import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { choosePostgresAccount, commandFor, ownerOf } from '@/lib/db/postgres-account.server';
import { findFreePort } from '@/tests/support/app';

/** A server of the system's own packages, as an ordinary account sees it: no superuser, may make databases. */
export type PlainPostgres = { major: number; url: string; stop: () => Promise<void> };

const ROOT = '/usr/lib/postgresql';
const PASSWORD = 'only-for-tests';
const START_TIMEOUT_MS = 30_000;

function findNewest(exceptMajor: number): { major: number; bin: string } | undefined {
  if (!existsSync(ROOT)) return undefined;
  const [major] = readdirSync(ROOT)
    .map(Number)
    .filter((found) => found !== exceptMajor && existsSync(path.join(ROOT, String(found), 'bin/initdb')))
    .sort((a, b) => b - a);
  return major === undefined ? undefined : { major, bin: path.join(ROOT, String(major), 'bin') };
}

function tryToInstall(): void {
  if (process.getuid?.() !== 0) return;
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'ignore',
    timeout: 180_000,
  });
}

async function connectWhenReady(url: string): Promise<pg.Client> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}

async function makeAccount(port: number): Promise<string> {
  const admin = await connectWhenReady(`postgresql://admin:${PASSWORD}@127.0.0.1:${port}/postgres`);
  try {
    await admin.query(`CREATE ROLE ordinary LOGIN CREATEDB PASSWORD '${PASSWORD}'`);
    await admin.query('CREATE DATABASE ordinary OWNER ordinary');
  } finally {
    await admin.end();
  }
  return `postgresql://ordinary:${PASSWORD}@127.0.0.1:${port}/ordinary`;
}

/**
 * Starts a Postgres of another major version than the embedded one, from /usr/lib/postgresql, in a directory of its own
 * and as an unprivileged account. Tries to install Debian's package where none is there and this process may.
 * Answers a reason instead when none can be had.
 */
export async function startPlainPostgres(embeddedMajor: number): Promise<PlainPostgres | { reason: string }> {
  if (process.platform !== 'linux') return { reason: `there is no Debian postgresql on ${process.platform}` };
  let found = findNewest(embeddedMajor);
  if (found === undefined) {
    tryToInstall();
    found = findNewest(embeddedMajor);
  }
  if (found === undefined) {
    return { reason: `no Postgres of another major than ${embeddedMajor} in ${ROOT}, and it could not be installed` };
  }
  const { major, bin } = found;
  const dir = await mkdtemp(path.join(os.tmpdir(), 'sheaf-plain-pg-'));
  await chmod(dir, 0o755);
  const dataDir = path.join(dir, 'data');
  const passwordFile = path.join(dir, 'password');
  await mkdir(dataDir, { mode: 0o700 });
  writeFileSync(passwordFile, PASSWORD);
  const account = choosePostgresAccount([path.join(bin, 'postgres'), dataDir]);
  const owner = ownerOf(account);
  if (owner !== undefined) await chown(dataDir, owner.uid, owner.gid);

  const init = commandFor(account, path.join(bin, 'initdb'), [
    ...['-D', dataDir, '-U', 'admin', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--no-sync'],
  ]);
  const made = spawnSync(init.command, init.args, { ...init.options, encoding: 'utf8', cwd: dir });
  if (made.status !== 0) throw new Error(`initdb of Postgres ${major} failed.\n${made.stderr}`);

  const port = await findFreePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
  };
  const run = commandFor(account, path.join(bin, 'postgres'), [
    ...['-D', dataDir, '-p', String(port)],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const server = spawn(run.command, run.args, { ...run.options, cwd: dir, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    if (server.exitCode === null) server.kill('SIGINT');
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    return { major, url: await makeAccount(port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
