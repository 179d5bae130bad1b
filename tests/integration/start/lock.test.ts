import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataLock, LockedError } from '@/bin/lock';
import { identifyProcess, isRunning } from '@/lib/db/processes.server';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-lock-'));
  file = path.join(dir, 'sheaf.lock');
});
afterEach(() => rmSync(dir, { recursive: true }));

const acquire = () => DataLock.acquire(file, 'http://127.0.0.1:3000', dir);

function spawnStranger(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  return child.pid ?? 0;
}

/** A lock as a start with this holder would have left it. */
function leaveLock(holder: { pid: number; startId: string }, children: unknown[] = []): void {
  writeFileSync(file, JSON.stringify({ holder, address: 'http://127.0.0.1:3000', children }));
}

describe('the lock of a data directory', () => {
  test('is refused while its holder runs, in a sentence that says which', async () => {
    const lock = await acquire();
    await expect(acquire()).rejects.toThrow(LockedError);
    await expect(acquire()).rejects.toThrow(
      `Sheaf already runs on the data directory ${dir} (process ${process.pid}, http://127.0.0.1:3000).`,
    );
    lock.release();
    (await acquire()).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('of several starts at once, one gets it', async () => {
    leaveLock({ pid: 2 ** 30, startId: 'gone' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, acquire));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is taken from a holder whose pid another process has now, which is left alone', async () => {
    const pid = spawnStranger();
    leaveLock({ pid, startId: 'an earlier process' });
    (await acquire()).release();
    expect(identifyProcess(pid)).toBeDefined();
    process.kill(pid, 'SIGKILL');
  });

  test.each(['', '{"holder":', '{"holder":{"pid":"x"}}'])('is taken when it was cut off to %j', async (content) => {
    writeFileSync(file, content);
    (await acquire()).release();
    expect(existsSync(file)).toBe(false);
  });

  test('is taken when an earlier take-over was killed in the middle', async () => {
    leaveLock({ pid: 2 ** 30, startId: 'gone' });
    writeFileSync(`${file}.takeover`, JSON.stringify({ pid: 2 ** 30, startId: 'gone' }));
    (await acquire()).release();
  });

  test('names the children, and those of a killed holder are ended before it is taken', async () => {
    const child = identifyProcess(spawnStranger());
    const stranger = identifyProcess(spawnStranger());
    if (child === undefined || stranger === undefined) throw new Error('the processes did not start');
    leaveLock({ pid: 2 ** 30, startId: 'gone' }, [child, { ...stranger, startId: 'an earlier process' }]);
    const lock = await acquire();
    expect(isRunning(child)).toBe(false);
    expect(isRunning(stranger)).toBe(true);
    lock.setChildren([stranger]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ children: [stranger] });
    lock.release();
    process.kill(stranger.pid, 'SIGKILL');
  });
});
