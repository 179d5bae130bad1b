import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ProcessIdentity } from '@/lib/db/processes.server';
import { endProcess, identifyProcess, isRunning } from '@/lib/db/processes.server';

const identity = z.object({ pid: z.int().positive(), startId: z.string() });
const lockContent = z.object({ holder: identity, address: z.string(), children: z.array(identity) });

type LockContent = z.infer<typeof lockContent>;

/** Another start holds the data directory; the message says which. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** What children of a killed supervisor get to end by themselves, before they are ended. */
const ORPHAN_STEPS = [
  { signal: 'SIGTERM', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

function readLock(file: string): LockContent | undefined {
  try {
    return lockContent.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isHeldByRunning(takeOver: string): boolean {
  try {
    return isRunning(identity.parse(JSON.parse(readFileSync(takeOver, 'utf8'))));
  } catch {
    return false;
  }
}

/** Puts a complete file in place in one step, and fails when one is there: a reader never sees half of it. */
function createWhole(file: string, content: string): boolean {
  const aside = `${file}.${randomUUID()}`;
  writeFileSync(aside, content, { mode: 0o600 });
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * The right to use a data directory: a file that names the supervisor and its children, each by pid and start time, so
 * that a pid used again by another process is not taken for ours.
 */
export class DataLock {
  readonly #file: string;
  #content: LockContent;

  private constructor(file: string, content: LockContent) {
    this.#file = file;
    this.#content = content;
  }

  /**
   * Takes the lock. One left by a supervisor that no longer runs is no obstacle: what is left of its children is ended
   * first. Throws LockedError when the holder runs.
   */
  static async acquire(file: string, address: string, place: string): Promise<DataLock> {
    const holder = identifyProcess(process.pid);
    if (holder === undefined) throw new Error('This process cannot be identified: neither /proc nor ps can be read.');
    const content: LockContent = { holder, address, children: [] };
    while (!createWhole(file, JSON.stringify(content))) {
      const found = readLock(file);
      if (found && isRunning(found.holder)) {
        throw new LockedError(
          `Sheaf already runs on the data directory ${place} (process ${found.holder.pid}, ${found.address}). ` +
            'Use that one, or set DATA_DIR to another folder.',
        );
      }
      await DataLock.#removeStale(file, holder);
    }
    return new DataLock(file, content);
  }

  /** Only one of several starts may remove a stale lock, or the second would remove the first one's new lock. */
  static async #removeStale(file: string, self: ProcessIdentity): Promise<void> {
    const takeOver = `${file}.takeover`;
    if (!createWhole(takeOver, JSON.stringify(self))) {
      if (!isHeldByRunning(takeOver)) rmSync(takeOver, { force: true });
      await delay(50);
      return;
    }
    try {
      const found = readLock(file);
      if (found && isRunning(found.holder)) return;
      await Promise.all((found?.children ?? []).map((child) => endProcess(child, ORPHAN_STEPS)));
      rmSync(file, { force: true });
    } finally {
      rmSync(takeOver, { force: true });
    }
  }

  /** Notes the children that run now, for the start after a crash. */
  setChildren(children: readonly ProcessIdentity[]): void {
    this.#content = { ...this.#content, children: [...children] };
    const aside = `${this.#file}.${randomUUID()}`;
    writeFileSync(aside, JSON.stringify(this.#content), { mode: 0o600 });
    renameSync(aside, this.#file);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}
