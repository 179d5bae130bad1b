import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endProcess, identifyProcess, isRunning, readCommandLine, waitForEnd } from '@/lib/db/processes.server';

test('a process is known by pid and start, so a reused pid is not taken for it', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const identity = identifyProcess(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child was not found');
  expect(isRunning(identity)).toBe(true);
  expect(isRunning({ ...identity, startId: 'another start' })).toBe(false);
  expect(readCommandLine(identity.pid)).toContain('setInterval');
  const exited = once(child, 'exit');
  await endProcess(identity, [{ signal: 'SIGTERM', waitMs: 5_000 }]);
  await exited;
  expect(isRunning(identity)).toBe(false);
  expect(await waitForEnd(identity, 0)).toBe(true);
});

test('the next step is taken when a process does not end by the first', async () => {
  const script = `process.on('SIGTERM', () => {}); process.send('up'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(child, 'message');
  const identity = identifyProcess(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child was not found');
  await endProcess(identity, [
    { signal: 'SIGTERM', waitMs: 200 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ]);
  expect(isRunning(identity)).toBe(false);
});

test('there is no process with a pid that cannot be', () => {
  expect(identifyProcess(2 ** 30)).toBeUndefined();
  expect(readCommandLine(2 ** 30)).toBe('');
});
