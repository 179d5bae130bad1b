import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { generatePrismaClient } from '@/bin/generate';
import { startEmbeddedPostgres } from '@/lib/db/embedded.server';
import { migrateDatabase } from '@/lib/db/migrate.server';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's address on the test server, and the migrated database that each test file clones. */
    testServer: { adminUrl: string; templateName: string };
  }
}

const DIR_PREFIX = 'sheaf-test-pg-';

/** Puts another database name into a Postgres address. */
function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readPid(file: string): Promise<number | undefined> {
  const pid = Number((await fs.readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** Ends servers of earlier runs that were killed before they could clean up. */
async function removeLeftovers(): Promise<void> {
  for (const name of await fs.readdir(os.tmpdir())) {
    if (!name.startsWith(DIR_PREFIX)) continue;
    const dir = path.join(os.tmpdir(), name);
    const owner = await readPid(path.join(dir, 'owner.pid'));
    if (owner === undefined || isAlive(owner)) continue;
    const server = await readPid(path.join(dir, 'pg', 'postmaster.pid'));
    if (server !== undefined && isAlive(server)) process.kill(server, 'SIGQUIT');
    await fs.rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
  }
}

async function startOwnServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  await removeLeftovers();
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), DIR_PREFIX));
  // As root the server runs under another account, which must be able to pass through.
  await fs.chmod(dir, 0o755);
  await fs.writeFile(path.join(dir, 'owner.pid'), String(process.pid));
  const server = await startEmbeddedPostgres({
    dir: path.join(dir, 'pg'),
    passwordFile: path.join(dir, 'password'),
    logFile: path.join(dir, 'postgres.log'),
  });
  const stop = async () => {
    await server.stop();
    await fs.rm(dir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

async function query(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

// Durability of the machine is not under test here; waiting for the disk would only make the tests slow.
const FAST_SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes'].map(
  (name) => `ALTER SYSTEM SET ${name} = 'off'`,
);

/** Global set-up of vitest: one Postgres for the run (TEST_DATABASE_URL, else an embedded one), one migrated template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync('lib/db/generated/client.ts')) generatePrismaClient();
  const givenUrl = process.env.TEST_DATABASE_URL;
  const own = givenUrl === undefined || givenUrl === '' ? await startOwnServer() : undefined;
  const adminUrl = own?.url ?? givenUrl ?? '';
  if (own) await query(adminUrl, ...FAST_SETTINGS, 'SELECT pg_reload_conf()');
  const templateName = `sheaf_template_${process.pid}`;
  await query(adminUrl, `DROP DATABASE IF EXISTS "${templateName}" WITH (FORCE)`, `CREATE DATABASE "${templateName}"`);
  await migrateDatabase({
    url: withDatabaseName(adminUrl, templateName),
    dir: path.resolve('prisma/migrations'),
    place: 'the test server',
  });
  project.provide('testServer', { adminUrl, templateName });
  return async () => {
    if (!own) await query(adminUrl, `DROP DATABASE IF EXISTS "${templateName}" WITH (FORCE)`);
    await own?.stop();
  };
}
