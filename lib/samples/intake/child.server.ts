import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { config, environmentWith } from '@/lib/config.server';
import { Unavailable } from '@/lib/errors';
import { EXIT_STUCK, type IntakeMessage, type IntakeRequest } from '@/lib/samples/intake/intake-message';

const HEAP_MIB = 384;
const WATCH_EVERY_MS = 200;
const STDERR_CHARACTERS = 4_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Why the child ended before it had answered. */
export type ChildEnd = 'memory' | 'stalled' | 'stuck' | 'crashed';

/** The child died or was killed; what it had sent before still counts. */
export class ChildEnded extends Error {
  override readonly name = 'ChildEnded';
  readonly end: ChildEnd;

  constructor(end: ChildEnd, detail: string) {
    super(detail);
    this.end = end;
  }
}

/**
 * Parses or decodes uploaded files in a process of its own, and answers its messages as they come; the child waits while
 * the caller is busy with one. The child knows no database and no secret. It is killed when it holds more than
 * INTAKE_MEMORY_BYTES, says nothing for INTAKE_STALL_TIMEOUT_MS, when `signal` aborts, or when the caller stops reading.
 * Throws ChildEnded, the reason of the signal, or Unavailable when the disk is full.
 */
export async function* runChild(request: IntakeRequest, signal: AbortSignal): AsyncGenerator<IntakeMessage> {
  signal.throwIfAborted();
  const child = startChild();
  const watch = new ChildWatch(child);
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const ended = waitForEnd(child);
  const stderr = collectStderr(child);
  try {
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(request));
    for await (const line of splitLines(child.stdout)) {
      const message = parseMessage(line);
      watch.pause();
      if (message !== null && message.type !== 'alive') yield message;
      watch.resume();
      if (message?.type === 'end' || message?.type === 'fail') return;
    }
    const { code, killedBy } = await ended;
    signal.throwIfAborted();
    throw explainEnd(code, killedBy, watch.verdict, stderr());
  } finally {
    watch.stop();
    signal.removeEventListener('abort', kill);
    kill();
    await ended;
  }
}

function startChild(): Child {
  const file = path.join(/* turbopackIgnore: true */ config().paths.build, 'intake.worker.mjs');
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MIB}`, '--enable-source-maps', file], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environmentWith({ DATABASE_URL: '', ACCESS_TOKEN: '', NODE_OPTIONS: '' }),
    windowsHide: true,
  });
}

/** Lines of a stream, which is read no faster than they are taken: readline would read ahead. */
async function* splitLines(stream: Readable): AsyncGenerator<string> {
  let pieces: string[] = [];
  stream.setEncoding('utf8');
  for await (const piece of stream) {
    const [first = '', ...others] = String(piece).split('\n');
    pieces.push(first);
    for (const other of others) {
      yield pieces.join('');
      pieces = [other];
    }
  }
  if (pieces.length > 0) yield pieces.join('');
}

/** A line that was cut off by the death of the child is no message. */
function parseMessage(line: string): IntakeMessage | null {
  try {
    return JSON.parse(line) as IntakeMessage;
  } catch {
    return null;
  }
}

function waitForEnd(child: Child): Promise<{ code: number | null; killedBy: string | null }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, killedBy: error.message }));
    child.once('close', (code, killedBy) => resolve({ code, killedBy }));
  });
}

function collectStderr(child: Child): () => string {
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-STDERR_CHARACTERS);
  });
  return () => text;
}

function explainEnd(code: number | null, killedBy: string | null, verdict: ChildEnd | null, stderr: string): Error {
  if (/ENOSPC|EDQUOT/.test(stderr)) {
    return new Unavailable('The disk of the data directory is full. Make room on it and import again.');
  }
  if (verdict !== null) return new ChildEnded(verdict, verdict);
  if (code === EXIT_STUCK) return new ChildEnded('stuck', 'stuck');
  if (/heap out of memory|Allocation failed|ERR_MEMORY_ALLOCATION_FAILED/.test(stderr)) {
    return new ChildEnded('memory', stderr);
  }
  return new ChildEnded('crashed', `${code ?? killedBy ?? 'unknown'}: ${stderr}`);
}

/** Kills a child that takes too much memory or falls silent while its parent waits for it. */
class ChildWatch {
  readonly #child: Child;
  readonly #timer: NodeJS.Timeout;
  #waitingSinceMs: number | null = Date.now();
  verdict: ChildEnd | null = null;

  constructor(child: Child) {
    this.#child = child;
    this.#timer = setInterval(() => void this.#look(), WATCH_EVERY_MS);
  }

  pause(): void {
    this.#waitingSinceMs = null;
  }

  resume(): void {
    this.#waitingSinceMs = Date.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { INTAKE_MEMORY_BYTES, INTAKE_STALL_TIMEOUT_MS } = config();
    const silentMs = this.#waitingSinceMs === null ? 0 : Date.now() - this.#waitingSinceMs;
    if (silentMs > INTAKE_STALL_TIMEOUT_MS) this.#end('stalled');
    else if ((await measureMemory(this.#child.pid)) > INTAKE_MEMORY_BYTES) this.#end('memory');
  }

  #end(verdict: ChildEnd): void {
    this.verdict ??= verdict;
    this.#child.kill('SIGKILL');
  }
}

const PAGE_BYTES = 4096;

/** Resident bytes of a process on Linux; 0 elsewhere, where the limit on its heap must do, and once it is gone. */
async function measureMemory(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
}
