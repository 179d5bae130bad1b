import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { config } from '@/lib/config.server';
import type { Prisma } from '@/lib/db/generated/client';
import { PrismaClient } from '@/lib/db/generated/client';

/** A Prisma client or an open transaction: what repo functions take as their first argument. */
export type Tx = Prisma.TransactionClient;

/** Both ways to one database; `close` ends the connections of both. */
export type Database = {
  db: PrismaClient;
  pool: pg.Pool;
  close: () => Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  /** Connections at most; a request that finds none free waits up to `connectTimeoutMs`. */
  poolSize?: number;
  /** 0 for no limit: jobs run long statements, requests must not. */
  statementTimeoutMs?: number;
  connectTimeoutMs?: number;
  lockTimeoutMs?: number;
  idleInTransactionTimeoutMs?: number;
  /** Shown by Postgres in pg_stat_activity. */
  applicationName?: string;
};

/**
 * Opens a pool and a Prisma client over it. Connects only with the first query.
 * A database that no longer answers makes calls fail after the timeouts instead of hanging for ever: the server ends a
 * statement at `statementTimeoutMs`, and this side gives up five seconds later in case the server itself stands still.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    ...(statementTimeoutMs > 0 ? { query_timeout: statementTimeoutMs + 5_000 } : {}),
    lock_timeout: options.lockTimeoutMs ?? 20_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 60_000,
    application_name: options.applicationName ?? 'sheaf',
  });
  // A connection that breaks (Postgres restarted) fails its query, if it has one, and is dropped by the pool. It also
  // emits an error, idle or lent out, which would end the process if nobody listened.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    transactionOptions: { maxWait: 10_000, timeout: statementTimeoutMs > 0 ? statementTimeoutMs : 3_600_000 },
  });
  const close = async () => {
    await db.$disconnect();
    await pool.end();
  };
  return { db, pool, close };
}

// Next reloads modules in development and bundles routes apart: one set of connections per process, not per copy.
const shared = globalThis as typeof globalThis & { sheafDatabase?: Database };

/**
 * The connections of this process, opened with the first call from DATABASE_URL, which the supervisor always sets.
 * Throws when DATABASE_URL is not set.
 */
export function database(): Database {
  if (shared.sheafDatabase === undefined) {
    const { DATABASE_URL, DATABASE_POOL_SIZE, STATEMENT_TIMEOUT_MS } = config();
    if (DATABASE_URL === undefined) {
      throw new Error(
        'DATABASE_URL is not set: start Sheaf with npm start, or set it to the address of a Postgres database.',
      );
    }
    shared.sheafDatabase = openDatabase({
      url: DATABASE_URL,
      poolSize: DATABASE_POOL_SIZE,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
  }
  return shared.sheafDatabase;
}

/** The Prisma client of this process. */
export function db(): PrismaClient {
  return database().db;
}

/** The pool of this process: for COPY, cursors and set-based SQL. */
export function pool(): pg.Pool {
  return database().pool;
}

/** Makes an already opened database the one of this process: tests point it at a database of their own. */
export function useDatabase(opened: Database): void {
  shared.sheafDatabase = opened;
}

/** Ends the connections of this process, if any were opened. */
export async function closeDatabase(): Promise<void> {
  const opened = shared.sheafDatabase;
  delete shared.sheafDatabase;
  await opened?.close();
}
