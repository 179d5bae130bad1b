import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresAccount } from '@/lib/db/postgres-account.server';
import { commandFor } from '@/lib/db/postgres-account.server';
import type { PostgresBinaries } from '@/lib/db/postgres-binaries.server';
import { readPidFile } from '@/lib/db/postgres-data.server';
import type { ProcessIdentity } from '@/lib/db/processes.server';
import { endProcess, identifyProcess, isRunning } from '@/lib/db/processes.server';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  // Pages read in any order cost hardly more than in a row: they are on a solid-state disk, and mostly in memory.
  random_page_cost: '1.1',
  effective_cache_size: '2GB',
  // A million samples write 2 to 3 GB; more checkpoints in between would write most pages twice.
  max_wal_size: '4GB',
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

/** Fast shutdown first (connections are closed, everything is written), then immediate, then by force. */
export const STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 3_000 },
] as const;

/** For a server that does not answer: nothing of it is worth a long wait, and what was acknowledged is in its log. */
export const FORCED_STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 2_000 },
  { signal: 'SIGQUIT', waitMs: 1_000 },
  { signal: 'SIGKILL', waitMs: 3_000 },
] as const;

const RECOVERY_TIMEOUT_MS = 300_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

export type LaunchOptions = {
  dir: string;
  port: number;
  logFile: string;
  binaries: PostgresBinaries;
  account: PostgresAccount;
};

/** A server that takes connections, or the end of the log of one that did not come up. */
export type Launch = { process: ProcessIdentity; ended: Promise<void> } | { failure: string };

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

/**
 * Starts a server and waits until it takes connections, through the recovery after a crash if there was one.
 * It gets a session of its own, so that Ctrl-C in a terminal reaches only the supervisor, which ends things in order,
 * and a log file instead of a pipe, so that it can go on when the supervisor is gone.
 */
export async function launchPostgres({ dir, port, logFile, binaries, account }: LaunchOptions): Promise<Launch> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { command, args, options } = commandFor(account, binaries.postgres, [
    '-D',
    dir,
    '-p',
    String(port),
    ...settings,
  ]);
  const log = openLog(logFile);
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log.fd, log.fd] });
  fs.closeSync(log.fd);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity && (await waitUntilReady(dir, identity))) return { process: identity, ended };
  if (identity) await endProcess(identity, STOP_STEPS);
  return { failure: fs.readFileSync(logFile).subarray(log.startOffset).toString('utf8').trim().slice(-2_000) };
}
