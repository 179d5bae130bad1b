import { randomUUID } from 'node:crypto';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { AppliedMigration, Migration } from '@/lib/db/migrations.server';
import { describeProblem, findProblem, readMigrations } from '@/lib/db/migrations.server';
import { Conflict, Unavailable } from '@/lib/errors';

/** The advisory lock under which Prisma's own command line applies migrations, so that the two exclude each other. */
const PRISMA_ADVISORY_LOCK = 72_707_369;
/** The oldest version of Postgres that the tests run on. */
const MIN_SERVER_MAJOR = 15;

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

async function checkServer(client: pg.Client, place: string): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`,
  );
  const { version, encoding } = rows[0] ?? { version: 0, encoding: '' };
  const major = Math.floor(version / 10_000);
  if (major < MIN_SERVER_MAJOR) {
    throw new Conflict(
      `The database in ${place} is Postgres ${major}, and Sheaf needs ${MIN_SERVER_MAJOR} or newer. Nothing was changed.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new Conflict(
      `The database in ${place} has the encoding ${encoding}, and Sheaf needs UTF8. Nothing was changed. Make a database with ENCODING 'UTF8'.`,
    );
  }
}

/** The migrations a database has; undefined when it has no bookkeeping table. */
async function readApplied(client: pg.Client): Promise<AppliedMigration[] | undefined> {
  const found = await client.query<{ table: string | null }>(`SELECT to_regclass('_prisma_migrations')::text AS table`);
  if (found.rows[0]?.table == null) return undefined;
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

async function refuseForeignTables(client: pg.Client, place: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname LIMIT 3`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new Conflict(
    `The database in ${place} holds tables that are not Sheaf's (${names}). Nothing was changed. Set DATABASE_URL to an empty database.`,
  );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Unavailable(`The migration ${migration.name} failed and was undone: ${(error as Error).message}`);
  }
}

async function migrateWith(client: pg.Client, known: readonly Migration[], place: string): Promise<string[]> {
  await checkServer(client, place);
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_ADVISORY_LOCK]);
  const applied = await readApplied(client);
  if (applied === undefined) await refuseForeignTables(client, place);
  const problem = findProblem(known, applied ?? []);
  if (problem) throw new Conflict(describeProblem(problem, place));
  const appliedNames = new Set(applied?.map(({ name }) => name));
  const pending = known.filter(({ name }) => !appliedNames.has(name));
  if (pending.length > 0) await client.query(BOOKKEEPING);
  for (const migration of pending) await apply(client, migration);
  return pending.map(({ name }) => name);
}

async function migrateQueue(url: string, place: string): Promise<void> {
  try {
    await runMigrations({ connectionString: url });
  } catch (error) {
    const message = (error as Error).message;
    if (!/breaking|compatible|newer/i.test(message)) throw error;
    throw new Conflict(
      `The job queue in ${place} was written by a newer version of Sheaf. Nothing was changed. Start the newer version. (${message})`,
    );
  }
}

/**
 * Brings a database to the schema of this version: the migrations of `dir` that it lacks, each in one transaction with
 * its row in Prisma's bookkeeping table, under Prisma's advisory lock, and then the job queue's own.
 * `prisma migrate deploy` and `status` stay usable on it. Returns the names of the migrations applied now.
 * Throws Conflict, with nothing changed, for a database of a newer version, with a failed or an edited migration, with
 * tables of something else, in another encoding, or on a Postgres that is too old. `place` names it in messages.
 */
export async function migrateDatabase(options: { url: string; dir: string; place: string }): Promise<string[]> {
  const known = readMigrations(options.dir);
  const client = new pg.Client({
    connectionString: options.url,
    connectionTimeoutMillis: 10_000,
    application_name: 'sheaf-migrate',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Unavailable(`The database in ${options.place} does not answer: ${(error as Error).message}`);
  }
  try {
    const applied = await migrateWith(client, known, options.place);
    await migrateQueue(options.url, options.place);
    return applied;
  } finally {
    await client.end();
  }
}
