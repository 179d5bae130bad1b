import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { migrateDatabase } from '@/lib/db/migrate.server';

const NAME = `sheaf_migrate_${process.pid}`;
const MIGRATIONS = path.resolve('prisma/migrations');

let client: pg.Client;
let url: string;
let dir: string;

async function administer(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('testServer').adminUrl });
  await admin.connect();
  await admin.query(statement);
  await admin.end();
}

function migrate(): Promise<string[]> {
  return migrateDatabase({ url, dir, place: 'the test database' });
}

function addMigration(name: string, sql: string): void {
  mkdirSync(path.join(dir, name), { recursive: true });
  writeFileSync(path.join(dir, name, 'migration.sql'), sql);
}

/** Everything that a refused start must leave alone: tables with their columns, and the bookkeeping. */
async function readState(): Promise<unknown> {
  const columns = await client.query(
    `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
  );
  const marks = await client.query('SELECT * FROM _prisma_migrations ORDER BY id').catch(() => ({ rows: [] }));
  return { columns: columns.rows, marks: marks.rows };
}

beforeAll(() => {
  const address = new URL(inject('testServer').adminUrl);
  address.pathname = `/${NAME}`;
  url = address.toString();
});

beforeEach(async () => {
  await client?.end();
  await administer(`DROP DATABASE IF EXISTS "${NAME}" WITH (FORCE)`);
  await administer(`CREATE DATABASE "${NAME}"`);
  client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  dir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-migrate-'));
  cpSync(MIGRATIONS, dir, { recursive: true });
  return () => rmSync(dir, { recursive: true });
});

afterAll(async () => {
  await client.end();
  await administer(`DROP DATABASE IF EXISTS "${NAME}" WITH (FORCE)`);
});

describe('migrateDatabase', () => {
  test('brings an empty database to the schema, with its queue, and does nothing the second time', async () => {
    const first = await migrate();
    expect(first.length).toBeGreaterThan(0);
    const tables = await client.query(
      `SELECT to_regclass('"Sample"') AS sample, to_regclass('graphile_worker.jobs') AS jobs`,
    );
    expect(tables.rows[0]).toMatchObject({ sample: '"Sample"', jobs: 'graphile_worker.jobs' });
    const state = await readState();
    expect(await migrate()).toEqual([]);
    expect(await readState()).toEqual(state);
  });

  test('applies only what is missing, and two starts at once do not disturb each other', async () => {
    await migrate();
    addMigration('29990101000000_more', 'CREATE TABLE "More" (id int PRIMARY KEY);');
    const applied = await Promise.all([migrate(), migrate()]);
    expect(applied.flat()).toEqual(['29990101000000_more']);
  });

  test('writes the bookkeeping as Prisma does', async () => {
    const [name] = await migrate();
    const { rows } = await client.query('SELECT * FROM _prisma_migrations');
    expect(rows[0]).toMatchObject({ migration_name: name, rolled_back_at: null, applied_steps_count: 1, logs: null });
    expect(rows[0].checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(rows[0].finished_at).toBeInstanceOf(Date);
  });

  test('undoes a migration that fails, so that the next start can go on', async () => {
    addMigration('29990101000000_bad', 'CREATE TABLE "Half" (id int); SELECT 1/0;');
    await expect(migrate()).rejects.toThrow(/29990101000000_bad failed and was undone: division by zero/);
    const half = await client.query(`SELECT to_regclass('"Half"') AS half`);
    expect(half.rows[0].half).toBeNull();
    addMigration('29990101000000_bad', 'CREATE TABLE "Half" (id int);');
    expect(await migrate()).toEqual(['29990101000000_bad']);
  });
});

describe('is refused, with nothing changed:', () => {
  async function expectRefusal(sentence: RegExp): Promise<void> {
    const before = await readState();
    await expect(migrate()).rejects.toMatchObject({ kind: 'conflict', message: expect.stringMatching(sentence) });
    expect(await readState()).toEqual(before);
  }

  test('data of a newer version', async () => {
    await migrate();
    addMigration('29990101000000_newer', 'CREATE TABLE "Newer" (id int PRIMARY KEY);');
    await migrate();
    rmSync(path.join(dir, '29990101000000_newer'), { recursive: true });
    await expectRefusal(/^The data in the test database was written by a newer version of Sheaf.*29990101000000_newer/);
  });

  test('a migration that was edited after it was applied', async () => {
    const [name = ''] = await migrate();
    writeFileSync(path.join(dir, name, 'migration.sql'), '-- something else\n', { flag: 'a' });
    await expectRefusal(/was edited after it was applied/);
  });

  test('a migration that did not finish', async () => {
    await migrate();
    await client.query('UPDATE _prisma_migrations SET finished_at = NULL');
    await expectRefusal(/did not finish/);
  });

  test('a database with tables of something else', async () => {
    await client.query('CREATE TABLE invoices (id int)');
    await expectRefusal(/holds tables that are not Sheaf's \(invoices\)/);
  });

  test('a database in another encoding', async () => {
    await client.end();
    await administer(`DROP DATABASE "${NAME}" WITH (FORCE)`);
    await administer(
      `CREATE DATABASE "${NAME}" TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    client = new pg.Client({ connectionString: url });
    await client.connect();
    await expectRefusal(/has the encoding SQL_ASCII, and Sheaf needs UTF8/);
  });
});

test('a server that does not answer is told in a sentence', async () => {
  const attempt = migrateDatabase({ url: 'postgresql://x@127.0.0.1:1/x', dir: MIGRATIONS, place: 'DATABASE_URL' });
  await expect(attempt).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('DATABASE_URL does not answer'),
  });
});
