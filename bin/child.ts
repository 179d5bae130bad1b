import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { RunningProcess } from '@/bin/kept-process';
import { config, environmentWith } from '@/lib/config.server';
import { endProcess, identifyProcess } from '@/lib/db/processes.server';

export type ChildOptions = {
  /** Name of the bundle in .build/, without its ending; also of its log file. */
  name: string;
  args?: string[];
  /** Most MiB of its JavaScript heap; Node's own choice without. */
  heapMib?: number;
  env: Record<string, string>;
  /** Wait until it sends 'ready'; without, it counts as started once it runs. */
  waitForReady: boolean;
  /** Write to the terminal instead of the log file. */
  isVerbose: boolean;
  /** Ends it while it is not ready yet. */
  signal: AbortSignal;
  /** Called with everything that it sends. */
  onMessage: (message: unknown) => void;
};

const READY_TIMEOUT_MS = 120_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const STOP_STEPS = [
  { signal: 'SIGTERM', waitMs: 6_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

function openLog(file: string): { fd: number; startOffset: number } {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file) && statSync(file).size > MAX_LOG_BYTES) truncateSync(file);
  const fd = openSync(file, 'a', 0o600);
  return { fd, startOffset: statSync(file).size };
}

function waitUntilReady(child: ChildProcess, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), READY_TIMEOUT_MS);
    const settle = (isReady: boolean) => {
      clearTimeout(timer);
      resolve(isReady);
    };
    child.on('message', (message) => {
      if (message === 'ready') settle(true);
    });
    child.once('exit', () => settle(false));
    signal.addEventListener('abort', () => settle(false), { once: true });
  });
}

/** Short-lived values of a request of megabytes fit into the young part of the heap, and are not copied to the old one. */
function heapFlags(heapMib: number): string[] {
  return [`--max-old-space-size=${heapMib}`, `--max-semi-space-size=${heapMib / 8}`];
}

/**
 * Starts a bundle as a child process that ends when this process ends. It has a session of its own, so that Ctrl-C in a
 * terminal reaches only the supervisor, which ends things in order. Rejects, with the end of its log, when it does not
 * become ready.
 */
export async function launchChild(options: ChildOptions): Promise<RunningProcess> {
  const { paths } = config();
  const logFile = path.join(paths.logs, `${options.name}.log`);
  const log = openLog(logFile);
  const output = options.isVerbose ? 'inherit' : log.fd;
  const child = fork(path.join(paths.build, `${options.name}.mjs`), options.args ?? [], {
    cwd: paths.project,
    env: environmentWith(options.env),
    execArgv: [
      '--enable-source-maps',
      ...(options.heapMib === undefined ? [] : heapFlags(options.heapMib)),
      '--import',
      path.join(paths.build, 'tether.mjs'),
    ],
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(log.fd);
  child.on('message', options.onMessage);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined || (options.waitForReady && !(await waitUntilReady(child, options.signal)))) {
    if (identity) await endProcess(identity, STOP_STEPS);
    const said = readFileSync(logFile).subarray(log.startOffset).toString('utf8').trim().slice(-2_000);
    throw new Error(`The ${options.name} process did not start. Its log (${logFile}) ends with:\n${said}`);
  }
  const send = (message: object) => child.connected && child.send(message, () => undefined);
  return { process: identity, ended, send, stop: () => endProcess(identity, STOP_STEPS) };
}
