import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import { clusterVectors } from '@/lib/math/k-means';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { compileForNode } from '@/lib/math/kernels/machine.server';
import { makeVectors } from '@/tests/support/generated-vectors';

const shape = { rowCount: 20_000, dimension: 64, groupCount: 50, seed: 4 };

// Runs in a worker of the page: the engine on two threads, on rows that it makes as this file does.
const workerSource = `
  import { clusterVectors } from '@/lib/math/k-means';
  import { startMachine } from '@/lib/math/kernels/machine.browser';
  import { makeVectors } from '@/tests/support/generated-vectors';

  const machine = await startMachine({ script: new URL('/thread.js', location.href), threadCount: 2 });
  const shape = ${JSON.stringify(shape)};
  const clustering = clusterVectors({ ...shape, vectors: makeVectors(shape), k: 40, seed: 9, machine });
  let step = clustering.next();
  while (!step.done) step = clustering.next();
  machine.close();
  const { assignments, inertia } = step.value;
  postMessage({ assignments: Array.from(assignments), inertia, build: machine.build });
`;

async function bundle(source: { contents: string } | { entry: string }): Promise<string> {
  const project = process.cwd();
  const { outputFiles } = await build({
    ...('entry' in source
      ? { entryPoints: [source.entry] }
      : { stdin: { contents: source.contents, resolveDir: project } }),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    alias: { '@': project },
  });
  return outputFiles[0]?.text ?? '';
}

/** A page that is isolated from other origins, as threads on one memory need it, and its scripts. */
async function serve(scripts: Record<string, string>): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const script = scripts[request.url ?? ''];
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><title>Engine</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

test('the engine clusters in a browser worker, on two threads, to the same bits as in Node', async ({ page }) => {
  const site = await serve({
    '/worker.js': await bundle({ contents: workerSource }),
    '/thread.js': await bundle({ entry: 'lib/math/kernels/kernel-thread.browser.ts' }),
  });
  await page.goto(site.url);
  const found = await page.evaluate(
    () =>
      new Promise<{ assignments: number[]; inertia: number; build: string }>((resolve, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
  );
  site.close();
  const machine = new KernelMachine(compileForNode());
  const clustering = clusterVectors({ ...shape, vectors: makeVectors(shape), k: 40, seed: 9, machine });
  let step = clustering.next();
  while (!step.done) step = clustering.next();
  expect(found.assignments).toEqual([...step.value.assignments]);
  expect(found.inertia).toBe(step.value.inertia);
});
