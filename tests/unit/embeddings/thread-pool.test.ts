import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ThreadCrashed, ThreadPool } from '@/lib/embeddings/thread-pool.server';

type Request = { do: 'double' | 'throw' | 'exit' | 'crash' | 'hang'; value?: number };

/** Doubles numbers; throws, exits, crashes or computes for ever on request. */
const script = `
import { parentPort, threadId } from 'node:worker_threads';
parentPort.on('message', ({ request }) => {
  if (request.do === 'throw') return parentPort.postMessage({ kind: 'error', message: 'It was asked to.' });
  if (request.do === 'exit') process.exit(7);
  if (request.do === 'crash') throw new Error('broken thread');
  if (request.do === 'hang') for (;;);
  parentPort.postMessage({ kind: 'progress', progress: request.value });
  parentPort.postMessage({ kind: 'result', result: [2 * request.value, threadId] });
});`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-pool-'));
  await writeFile(path.join(folder, 'thread.mjs'), script);
});
afterAll(() => rm(folder, { recursive: true }));

async function withPool(size: number, body: (pool: ThreadPool<Request, [number, number], number>) => Promise<void>) {
  const pool = new ThreadPool<Request, [number, number], number>(path.join(folder, 'thread.mjs'), size, null);
  try {
    await body(pool);
  } finally {
    await pool.close();
  }
}

describe('a pool of threads', () => {
  test('answers each request with its own result, on no more threads than its size', () =>
    withPool(2, async (pool) => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, value) => pool.run({ do: 'double', value })));
      expect(answers.map(([result]) => result)).toEqual(Array.from({ length: 30 }, (_, value) => 2 * value));
      expect(new Set(answers.map(([, thread]) => thread)).size).toBeLessThanOrEqual(2);
    }));

  test('passes on progress and errors, and goes on after an error', () =>
    withPool(1, async (pool) => {
      const seen: number[] = [];
      await pool.run({ do: 'double', value: 4 }, { onProgress: (value) => seen.push(value) });
      expect(seen).toEqual([4]);
      await expect(pool.run({ do: 'throw' })).rejects.toThrow('It was asked to.');
      expect((await pool.run({ do: 'double', value: 5 }))[0]).toBe(10);
    }));

  test.each(['exit', 'crash'] as const)('rejects the caller of a thread that ends by %s, and replaces it', (how) =>
    withPool(1, async (pool) => {
      const lost = pool.run({ do: how });
      const next = pool.run({ do: 'double', value: 3 });
      await expect(lost).rejects.toThrow(ThreadCrashed);
      await expect(lost).rejects.toThrow(how === 'exit' ? 'code 7' : 'broken thread');
      expect((await next)[0]).toBe(6);
    }),
  );

  test('leaves a computation without end when the signal fires, with its reason', () =>
    withPool(1, async (pool) => {
      const stop = new AbortController();
      const hanging = pool.run({ do: 'hang' }, { signal: stop.signal });
      const waiting = pool.run({ do: 'double', value: 1 }, { signal: stop.signal });
      const after = pool.run({ do: 'double', value: 2 });
      setTimeout(() => stop.abort(new Error('enough')), 50);
      await expect(hanging).rejects.toThrow('enough');
      await expect(waiting).rejects.toThrow('enough');
      expect((await after)[0]).toBe(4);
    }));

  test('rejects what is in flight and what comes later when it is closed', async () => {
    const pool = new ThreadPool<Request, [number, number]>(path.join(folder, 'thread.mjs'), 1, null);
    const [first, second] = [pool.run({ do: 'hang' }), pool.run({ do: 'double', value: 1 })];
    const outcomes = Promise.allSettled([first, second]);
    await pool.close();
    for (const outcome of await outcomes) expect(outcome.status).toBe('rejected');
    await expect(pool.run({ do: 'double', value: 1 })).rejects.toThrow(ThreadCrashed);
  });
});
