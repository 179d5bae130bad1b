import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Latency, summarizeLatency } from '@/tests/bench/measures';
import { startApp } from '@/tests/support/app';

const ROUNDS = 5;

async function timeMs(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

/** The least that a start can take: a Node process that loads the TypeScript loader and ends. */
async function startNode(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
}

/**
 * Ends and starts Sheaf again on the same data directory, several times, beside the start of a bare Node process: a start
 * counts until the launcher says that it is ready, an end until its last process is gone.
 */
export async function measureRestart(): Promise<{
  stop: Latency;
  start: Latency;
  node: Latency;
  startPerNode: number;
}> {
  const stops: number[] = [];
  const starts: number[] = [];
  const nodes: number[] = [];
  let app = await startApp();
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      nodes.push(await timeMs(startNode));
      stops.push(await timeMs(() => app.stop()));
      starts.push(
        await timeMs(async () => {
          app = await startApp({ dataDir: app.dataDir });
        }),
      );
    }
  } finally {
    await app.remove();
  }
  const [stop, start, node] = [stops, starts, nodes].map(summarizeLatency) as [Latency, Latency, Latency];
  return { stop, start, node, startPerNode: Number((start.p50Ms / node.p50Ms).toFixed(1)) };
}
