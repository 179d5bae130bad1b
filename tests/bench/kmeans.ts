import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generateIfNeeded } from '@/bin/build';
import { config } from '@/lib/config.server';

// Clusters raw little-endian float32 rows from a file and writes the centres likewise: for comparing with other engines.
// The last line of the output is a JSON object; "seconds" is the wall time of clustering with the rows in memory.

const usage = 'npm run --silent bench:kmeans -- --input X.f32 --n N --d D --k K [--seed 0] [--threads 2] --out C.f32';

function readArguments() {
  const { values } = parseArgs({
    options: Object.fromEntries(
      ['input', 'n', 'd', 'k', 'seed', 'threads', 'out'].map((name) => [name, { type: 'string' as const }]),
    ),
  });
  const text = (name: string) => {
    const value = values[name];
    if (typeof value !== 'string') throw new Error(`--${name} is missing. ${usage}`);
    return value;
  };
  const whole = (name: string, least: number, usual?: string) => {
    const value = Number(values[name] ?? usual ?? Number.NaN);
    if (!Number.isInteger(value) || value < least)
      throw new Error(`--${name} must be a whole number ≥ ${least}. ${usage}`);
    return value;
  };
  const shape = { rowCount: whole('n', 1), dimension: whole('d', 1), k: whole('k', 1) };
  return {
    ...shape,
    seed: whole('seed', 0, '0'),
    threadCount: whole('threads', 1, '2'),
    input: text('input'),
    out: text('out'),
  };
}

/** Reads the rows without a second copy of them in memory. */
function readRows(file: string, count: number): Float32Array {
  const rows = new Float32Array(count);
  if (statSync(file).size !== rows.byteLength) {
    throw new Error(`${file} has ${statSync(file).size} bytes; ${count} numbers need ${rows.byteLength}.`);
  }
  const bytes = new Uint8Array(rows.buffer);
  const descriptor = openSync(file, 'r');
  for (let at = 0; at < bytes.length; ) {
    at += readSync(descriptor, bytes, at, Math.min(2 ** 28, bytes.length - at), at);
  }
  closeSync(descriptor);
  return rows;
}

const request = readArguments();
await generateIfNeeded(config());
// After the kernels are there: these modules hold them.
const { bundleKernelThread } = await import('@/tests/bench/kernel-thread');
const { startMachine } = await import('@/lib/math/kernels/machine.server');
const { clusterVectors } = await import('@/lib/math/k-means');
const script = await bundleKernelThread();
const vectors = readRows(request.input, request.rowCount * request.dimension);
const machine = startMachine({ script, threadCount: request.threadCount });
// Helpers have started when the first order is done: engines that are compared with start theirs before, too.
machine.run('normalizeRows', 0, [0, 0]);
const start = performance.now();
const clustering = clusterVectors({ ...request, vectors, machine });
let step = clustering.next();
while (!step.done) step = clustering.next();
const seconds = (performance.now() - start) / 1000;
machine.close();
const { centres, inertia, iterations, groupCount } = step.value;
const padded = new Float32Array(request.k * request.dimension);
// Fewer different rows than k: the last centre stands for the missing ones.
for (let centre = 0; centre < request.k; centre++) {
  const from = Math.min(centre, groupCount - 1) * request.dimension;
  padded.set(centres.subarray(from, from + request.dimension), centre * request.dimension);
}
writeFileSync(request.out, new Uint8Array(padded.buffer));
// By the kernel's own account: what getrusage says may be that of the process that started this one.
const peak = existsSync('/proc/self/status') && /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
const peakRssMiB = Math.round((peak ? Number(peak[1]) : process.resourceUsage().maxRSS) / 1024);
const { build: kernelBuild, threadCount } = machine;
console.log(JSON.stringify({ seconds, inertia, iterations, groupCount, kernelBuild, threadCount, peakRssMiB }));
