import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { generateIfNeeded } from '@/bin/build';
import { buildBundles } from '@/bin/bundles';
import { config } from '@/lib/config.server';
import { startBackend } from '@/lib/embeddings/embedder.tf';
import { encodeId, idAt } from '@/lib/embeddings/id-bytes';
import { describeMatrix, type EmbeddingMatrix, encodeHeader, headerPath } from '@/lib/embeddings/matrix-file.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { startMachine } from '@/lib/math/kernels/machine.server';
import { findNearest } from '@/lib/math/neighbours/nearest';
import { buildGraph } from '@/lib/math/neighbours/neighbour-graph';
import { createRandom, type Random } from '@/lib/math/random';
import type { Rows } from '@/lib/math/vectors';
import type { SimilarRequest, SimilarResult } from '@/lib/neighbours/similar-thread.server';
import { summarizeLatency } from '@/tests/bench/measures';

// Nearest neighbours: exact search and graph on two threads, TensorFlow.js on its one thread in the same run, and
// similar samples as the worker's thread answers them, from files as it finds them.

const SEED = 20_261_123;
const ROUNDS = 3;
const THREADS = 2;
const K = 10;
const GRAPH_K = 15;

type Say = (line: string) => void;

const round = (value: number, digits = 1) => Number(value.toFixed(digits));
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Sum of three draws, which is nearly normal: mean 0, deviation ½. */
const drawNormal = (random: Random) => random() + random() + random() - 1.5;

/** Unit rows like embeddings: 200 classes of ten kinds each, deviations that fall with the column. */
function makeRows(rowCount: number, columnCount: number): Rows {
  const random = createRandom(SEED);
  const spread = Float32Array.from({ length: columnCount }, (_, column) => 1 / Math.sqrt(1 + column / 8));
  const around = (centre: Float32Array, factor: number) =>
    centre.map((value, column) => value + factor * (spread[column] as number) * drawNormal(random));
  const classes = Array.from({ length: 200 }, () => around(new Float32Array(columnCount), 2));
  const kinds = Array.from({ length: 2_000 }, (_, kind) => around(classes[kind % 200] as Float32Array, 1));
  const values = new Float32Array(rowCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    const sample = around(kinds[Math.floor(random() * kinds.length)] as Float32Array, 2);
    const length = Math.hypot(...sample);
    for (let column = 0; column < columnCount; column++)
      values[row * columnCount + column] = (sample[column] as number) / length;
  }
  return { values, rowCount, columnCount };
}

function firstRows({ values, columnCount }: Rows, rowCount: number): Rows {
  return { values: values.subarray(0, rowCount * columnCount), rowCount, columnCount };
}

/** Queries a second, coding the rows as int16 included. */
function measureExact(machine: KernelMachine, rows: Rows, queryCount: number) {
  const queries = firstRows(rows, queryCount);
  const wallS: number[] = [];
  const cpuS: number[] = [];
  for (let count = 0; count < ROUNDS; count++) {
    const [startMs, startCpuS] = [performance.now(), cpuSeconds()];
    findNearest(machine, { rows, queries, k: K, metric: 'cosine' });
    wallS.push((performance.now() - startMs) / 1000);
    cpuS.push(cpuSeconds() - startCpuS);
  }
  return {
    queryCount,
    queriesPerS: round(queryCount / median(wallS)),
    queriesPerCpuS: round(queryCount / median(cpuS)),
  };
}

async function measureTensorFlow(rows: Rows, queryCount: number) {
  const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  await startBackend(`${path.dirname(packageFile)}/dist/`);
  const batch = 32;
  const all = tf.tidy(() => tf.transpose(tf.tensor2d(rows.values, [rows.rowCount, rows.columnCount])));
  const [startMs, startCpuS] = [performance.now(), cpuSeconds()];
  for (let first = 0; first < queryCount; first += batch) {
    const part = rows.values.slice(first * rows.columnCount, (first + batch) * rows.columnCount);
    const { indices } = tf.tidy(() => tf.topk(tf.matMul(tf.tensor2d(part, [batch, rows.columnCount]), all), K));
    await indices.data();
    indices.dispose();
  }
  const [wallS, cpuS] = [(performance.now() - startMs) / 1000, cpuSeconds() - startCpuS];
  all.dispose();
  return { queryCount, queriesPerS: round(queryCount / wallS), queriesPerCpuS: round(queryCount / cpuS) };
}

function measureGraph(machine: KernelMachine, rows: Rows) {
  const [startMs, startCpuS] = [performance.now(), cpuSeconds()];
  const work = buildGraph(machine, { rows, k: GRAPH_K, metric: 'cosine', seed: SEED });
  let step = work.next();
  while (!step.done) step = work.next();
  const { method, recall, rounds } = step.value;
  const [wallS, cpuS] = [(performance.now() - startMs) / 1000, cpuSeconds() - startCpuS];
  return { k: GRAPH_K, method, recall: round(recall, 4), rounds, wallS: round(wallS), cpuS: round(cpuS) };
}

/** Files as the worker keeps them, without the checksums of blocks, which are compared only when all is read at once. */
async function writeMatrix(folder: string, rowCount: number, dimension: number): Promise<EmbeddingMatrix> {
  const head = { key: `${rowCount}-${dimension}`, rowCount, dimension };
  const matrix = describeMatrix(folder, head);
  const ids = new Uint8Array(rowCount * 16);
  for (let row = 0; row < rowCount; row++) {
    ids.set(encodeId(`00000000-0000-7000-8000-${row.toString(16).padStart(12, '0')}`), row * 16);
  }
  const part = 50_000;
  const { values } = makeRows(Math.min(part, rowCount), dimension);
  const file = await open(matrix.file, 'wx');
  for (let row = 0; row < rowCount; row += part) {
    // The same rows again, each moved a little: making a million anew would take longer than all that is measured.
    values.forEach((value, at) => {
      values[at] = value * (1 + 1e-3 * ((at * 7 + row) % 13));
    });
    await file.write(new Uint8Array(values.buffer, 0, Math.min(part, rowCount - row) * dimension * 4));
  }
  await file.close();
  await writeFile(matrix.idsFile, ids);
  const { crc32 } = await import('node:zlib');
  await writeFile(headerPath(folder), encodeHeader(head, [], crc32(ids)));
  return matrix;
}

async function measureSimilar(rowCount: number, dimension: number) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-neighbours-'));
  const script = path.join(config().paths.build, 'similar.worker.mjs');
  const pool = new ThreadPool<SimilarRequest, SimilarResult>(script, 1, null);
  try {
    await mkdir(folder, { recursive: true });
    const matrix = await writeMatrix(folder, rowCount, dimension);
    const loadMs = performance.now();
    await pool.run({ matrix, sampleId: null, limit: 1 });
    const readS = (performance.now() - loadMs) / 1000;
    const ids = new Uint8Array(rowCount * 16);
    const durationsMs: number[] = [];
    for (let ask = 0; ask < 30; ask++) {
      const row = (ask * 7_919) % rowCount;
      ids.set(encodeId(`00000000-0000-7000-8000-${row.toString(16).padStart(12, '0')}`), 0);
      const startMs = performance.now();
      await pool.run({ matrix, sampleId: idAt(ids, 0), limit: 36 });
      durationsMs.push(performance.now() - startMs);
    }
    return { rowCount, dimension, readS: round(readS, 2), ...summarizeLatency(durationsMs) };
  } finally {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** All of it, as JSON; ratios are of queries a second, and of those for each CPU second. */
export async function measureNeighbours({ say }: { say: Say }) {
  await generateIfNeeded(config());
  await buildBundles();
  const script = path.join(config().paths.build, 'kernel-thread.worker.mjs');
  const machine = startMachine({ script, threadCount: THREADS });
  say('100,000 rows of 256');
  const rows = makeRows(100_000, 256);
  say('exact search');
  const exact = measureExact(machine, rows, 4_096);
  say('the same by TensorFlow.js');
  const tensorFlow = await measureTensorFlow(rows, 256);
  say('graph');
  const graph = measureGraph(machine, rows);
  machine.close();
  say('similar samples');
  const similar = [await measureSimilar(100_000, 512), await measureSimilar(1_000_000, 128)];
  const ratio = {
    wall: round(exact.queriesPerS / tensorFlow.queriesPerS),
    cpu: round(exact.queriesPerCpuS / tensorFlow.queriesPerCpuS),
  };
  return { threads: THREADS, rounds: ROUNDS, exactTop10: exact, tensorFlowTop10: tensorFlow, ratio, graph, similar };
}
