import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { config } from '@/lib/config.server';
import type { Database } from '@/lib/db/client.server';
import { closeDatabase, openDatabase, useDatabase } from '@/lib/db/client.server';
import { databaseNameOfFile } from '@/tests/support/file-database-name';

/** What a file of tests gets: usable inside tests and hooks, not while the file is being loaded. */
export type TestDatabase = {
  readonly db: Database['db'];
  readonly pool: Database['pool'];
  readonly url: string;
  /** A fresh directory of this file, also config().paths.data; its subdirectories exist. */
  readonly dataDir: string;
  /** Empties every table of Sheaf and of the queue. */
  clear: () => Promise<void>;
};

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServer').adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** Drops a database with whoever is connected to it. */
async function dropDatabase(name: string): Promise<void> {
  try {
    await administer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    // The server's own vacuum works in it, which an ordinary account may not end; asked without force, the server ends it.
    await administer(`DROP DATABASE IF EXISTS "${name}"`);
  }
}

const CLEAR = `DO $$
DECLARE names text;
BEGIN
  SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names FROM pg_tables
  WHERE (schemaname = 'public' AND tablename <> '_prisma_migrations')
     OR (schemaname = 'graphile_worker' AND tablename <> 'migrations');
  EXECUTE 'TRUNCATE ' || names || ' CASCADE';
END $$`;

/**
 * Gives the file of tests that calls it a real Postgres database of its own, cloned from the migrated template, as the
 * database of this process: db(), pool() and config() of the product use it, and config().paths lie in a directory of
 * its own. Call once at the top of a file; the database goes when the file is done.
 */
export function useTestDatabase(): TestDatabase {
  let opened: Database | undefined;
  const url = () => config().DATABASE_URL ?? '';
  const need = (): Database => {
    if (opened === undefined) throw new Error('The test database is open inside tests and hooks only.');
    return opened;
  };

  beforeAll(async () => {
    await administer(`CREATE DATABASE "${databaseNameOfFile()}" TEMPLATE "${inject('testServer').templateName}"`);
    opened = openDatabase({ url: url(), poolSize: 8, applicationName: 'sheaf-test' });
    useDatabase(opened);
  });

  afterAll(async () => {
    await closeDatabase();
    await dropDatabase(databaseNameOfFile());
  });

  return {
    get db() {
      return need().db;
    },
    get pool() {
      return need().pool;
    },
    get url() {
      return url();
    },
    get dataDir() {
      return config().paths.data;
    },
    clear: async () => {
      await need().pool.query(CLEAR);
    },
  };
}
