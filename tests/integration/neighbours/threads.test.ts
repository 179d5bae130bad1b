import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import { config } from '@/lib/config.server';
import type { KernelBuild } from '@/lib/math/kernels/load';
import { startMachine } from '@/lib/math/kernels/machine.server';
import { findNearest } from '@/lib/math/neighbours/nearest';
import { buildGraph } from '@/lib/math/neighbours/neighbour-graph';
import { createRandom } from '@/lib/math/random';

beforeAll(buildBundles);

it('finds the same neighbours on any number of threads, by either build of the kernels', () => {
  const random = createRandom(11);
  const rows = {
    values: Float32Array.from({ length: 2_000 * 20 }, () => random() - 0.5),
    rowCount: 2_000,
    columnCount: 20,
  };
  const script = path.join(config().paths.build, 'kernel-thread.worker.mjs');
  const ways: [threadCount: number, build: KernelBuild][] = [
    [1, 'plain'],
    [1, 'relaxed'],
    [3, 'plain'],
  ];
  const answers = ways.map(([threadCount, build]) => {
    const machine = startMachine({ script, threadCount, build });
    const work = buildGraph(machine, { rows, k: 7, metric: 'cosine', seed: 4, method: 'descent' });
    let step = work.next();
    while (!step.done) step = work.next();
    const nearest = findNearest(machine, { rows, k: 3, metric: 'euclidean' });
    machine.close();
    return { graph: step.value, nearest };
  });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});
