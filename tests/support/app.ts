import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The real product, started by its own launcher, on a data directory of its own. */
export type App = {
  /** http://127.0.0.1:port */
  url: string;
  port: number;
  dataDir: string;
  /** The address of its database, password included. */
  databaseUrl: string;
  /** The process ids of the moment; undefined for one that does not run now. */
  pidOf: (name: ProcessName) => number | undefined;
  /** What the launcher wrote to stderr, and the ends of the logs: for messages of failed tests. */
  readLogs: () => string;
  /** Ends it as Ctrl-C does; the data directory stays. */
  stop: () => Promise<void>;
  /** Ends it if it runs, and removes the data directory if startApp made it. */
  remove: () => Promise<void>;
};

export type ProcessName = 'supervisor' | 'web' | 'worker' | 'postgres';

export type AppOptions = {
  /** Used on instead of a new one. */
  dataDir?: string;
  port?: number;
  /** Settings on top; the caller's own DATABASE_URL, HOST and the like are not passed on. */
  env?: Record<string, string>;
};

const DIR_PREFIX = 'sheaf-app-';
const READY_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 30_000;
const NOT_PASSED_ON = [
  'DATABASE_URL',
  'TEST_DATABASE_URL',
  'HOST',
  'ALLOWED_HOSTS',
  'ACCESS_TOKEN',
  'PORT',
  'DATA_DIR',
  'NODE_ENV',
];
const BUNDLES: Partial<Record<ProcessName, string>> = { web: 'web.mjs', worker: 'worker.mjs' };

/** A TCP port of the loopback address that nobody listens on now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of NOT_PASSED_ON) delete env[name];
  return env;
}

async function makeDataDir(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), DIR_PREFIX));
  await chmod(dir, 0o755);
  return dir;
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function findChild(dataDir: string, name: ProcessName): number | undefined {
  try {
    const lock = JSON.parse(readFileSync(path.join(dataDir, 'sheaf.lock'), 'utf8')) as { children: { pid: number }[] };
    return lock.children.map(({ pid }) => pid).find((pid) => readCommand(pid).includes(BUNDLES[name] ?? '\0'));
  } catch {
    return undefined;
  }
}

function findPostgres(dataDir: string): number | undefined {
  const file = path.join(dataDir, 'pg/postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  return pid > 0 && readCommand(pid).includes('postgres') ? pid : undefined;
}

function readDatabaseUrl(dataDir: string, given: string | undefined): string {
  if (given !== undefined) return given;
  const password = readFileSync(path.join(dataDir, 'pg-password'), 'utf8').trim();
  const port = readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[3];
  return `postgresql://sheaf:${password}@127.0.0.1:${port}/sheaf`;
}

function readEnds(dataDir: string): string {
  return ['web', 'worker', 'postgres']
    .map((name) => path.join(dataDir, 'logs', `${name}.log`))
    .filter((file) => existsSync(file))
    .map((file) => `--- ${path.basename(file)}\n${readFileSync(file, 'utf8').slice(-3_000)}`)
    .join('\n');
}

/**
 * Starts Sheaf with `bin/start.ts` and waits until it says that it is ready. Builds it first where needed.
 * Throws with the launcher's words when it ends instead.
 */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const dataDir = options.dataDir ?? (await makeDataDir());
  const port = options.port ?? (await findFreePort());
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/start.ts'], {
    env: { ...cleanEnvironment(), DATA_DIR: dataDir, PORT: String(port), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test run that ends early takes what it started with it.
  const endWithUs = () => void child.kill('SIGTERM');
  process.once('exit', endWithUs);
  let said = '';
  let isReady = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    isReady ||= text.includes('ready at');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-10_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', endWithUs);
      resolve();
    });
  });
  const readLogs = () => `${said}\n${readEnds(dataDir)}`;

  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!isReady) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`Sheaf did not start.\n${readLogs()}`);
    }
    await delay(20);
  }

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    databaseUrl: readDatabaseUrl(dataDir, options.env?.DATABASE_URL),
    pidOf: (name) => {
      if (name === 'supervisor') return child.pid;
      return name === 'postgres' ? findPostgres(dataDir) : findChild(dataDir, name);
    },
    readLogs,
    stop,
    remove: async () => {
      await stop();
      if (path.basename(dataDir).startsWith(DIR_PREFIX))
        await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
