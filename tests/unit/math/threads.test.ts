import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clustering, ClusterRequest } from '@/lib/math/clustering';
import { clusterVectors } from '@/lib/math/k-means';
import { startMachine } from '@/lib/math/kernels/machine.server';
import { makeVectors } from '@/tests/support/generated-vectors';

function run(request: ClusterRequest): Clustering {
  const clustering = clusterVectors(request);
  let step = clustering.next();
  while (!step.done) step = clustering.next();
  return step.value;
}

describe('a machine with helper threads', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sheaf-threads-'));
  const script = path.join(folder, 'kernel-thread.mjs');
  beforeAll(async () => {
    const entryPoints = ['lib/math/kernels/kernel-thread.worker.ts'];
    await build({
      entryPoints,
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      alias: { '@': process.cwd() },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const shape = { rowCount: 30_000, dimension: 37, groupCount: 80 };
  const request = { ...shape, k: 60, seed: 3, vectors: makeVectors({ ...shape, seed: 1 }) };

  test.each(['euclidean', 'cosine'] as const)('gives the same bits with any number of threads, %s', (metric) => {
    const weights = Float32Array.from({ length: shape.rowCount }, (_, i) => 1 + (i % 5));
    const results = [1, 2, 3].map((threadCount) => {
      const machine = startMachine({ script, threadCount });
      try {
        return [run({ ...request, metric, machine }), run({ ...request, metric, weights, machine })];
      } finally {
        machine.close();
      }
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test('gives the same bits in the plain and the relaxed build: whole numbers know no rounding', () => {
    const machines = (['plain', 'relaxed'] as const).map((build) => startMachine({ script, threadCount: 1, build }));
    const [plain, relaxed] = machines.map((machine) => run({ ...request, machine }));
    expect(plain).toEqual(relaxed);
  });

  test('can be used again after a search was left in the middle', () => {
    const machine = startMachine({ script, threadCount: 2 });
    try {
      const expected = run({ ...request, machine });
      const left = clusterVectors({ ...request, machine });
      for (let i = 0; i < 5; i++) left.next();
      left.return(expected);
      expect(run({ ...request, machine })).toEqual(expected);
    } finally {
      machine.close();
    }
  });
});
