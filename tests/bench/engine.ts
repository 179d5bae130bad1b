import * as tf from '@tensorflow/tfjs';
import { startBackend } from '@/lib/embeddings/embedder.tf';
import { wasmFolder } from '@/lib/embeddings/model-files.server';
import type { Clustering, ClusterProgress, ClusterRequest } from '@/lib/math/clustering';
import { clusterVectors } from '@/lib/math/k-means';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { startMachine } from '@/lib/math/kernels/machine.server';
import { clusterByMlKMeans } from '@/lib/math/ml-k-means';
import { bundleKernelThread } from '@/tests/bench/kernel-thread';
import { makeVectors } from '@/tests/support/generated-vectors';

const ROUNDS = 3;
const THREADS = 2;
const SCALING_SIZES = [50_000, 100_000, 200_000, 400_000, 1_000_000];
const SCALING = { dimension: 128, k: 200 };

type Say = (line: string) => void;
type Run = { seconds: number; inertia: number };

function time(steps: Generator<ClusterProgress, Clustering>): Run {
  const start = performance.now();
  let step = steps.next();
  while (!step.done) step = steps.next();
  return { seconds: (performance.now() - start) / 1000, inertia: step.value.inertia };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const medians = (runs: readonly Run[]): Run => ({
  seconds: median(runs.map(({ seconds }) => seconds)),
  inertia: median(runs.map(({ inertia }) => inertia)),
});

/** Lloyd's rounds with the products by tfjs (wasm, one thread), from rows drawn at random: as one would write it with tfjs. */
async function timeTfjs({
  vectors,
  rowCount,
  dimension,
  k,
  seed,
}: ClusterRequest & { vectors: Float32Array }): Promise<Run> {
  const start = performance.now();
  const rows = tf.tensor2d(vectors, [rowCount, dimension]);
  const first = Array.from({ length: k }, (_, i) => (Math.floor((i * rowCount) / k) + seed) % rowCount);
  let centres = tf.gather(rows, first) as tf.Tensor2D;
  let inertia = 0;
  for (let round = 0; round < 20; round++) {
    const [next, left] = tf.tidy(() => {
      // A transposed operand is an order of magnitude slower in this backend: transpose first.
      const products = tf.matMul(rows, tf.transpose(centres));
      const scores = tf.sub(tf.mul(2, products), tf.sum(tf.square(centres), 1));
      const labels = tf.argMax(scores, 1) as tf.Tensor1D;
      // The backend has no sums by segment: a product with the labels as rows of ones and zeros stands in.
      const members = tf.transpose(tf.oneHot(labels, k).toFloat());
      const sums = tf.matMul(members, rows);
      const sizes = tf.sum(members, 1);
      const means = tf.div(sums, tf.maximum(tf.expandDims(sizes, 1), 1)) as tf.Tensor2D;
      return [means, tf.sub(tf.sum(tf.square(rows)), tf.sum(tf.max(scores, 1)))] as const;
    });
    inertia = (await left.data())[0] ?? 0;
    tf.dispose([centres, left]);
    centres = next;
  }
  tf.dispose([rows, centres]);
  return { seconds: (performance.now() - start) / 1000, inertia };
}

/** The engine beside ml-kmeans and tfjs on the same rows, in turn. */
async function comparePeers(machine: KernelMachine, say: Say) {
  const shape = { rowCount: 5_000, dimension: 128, groupCount: 60 };
  const vectors = makeVectors({ ...shape, seed: 1 });
  const runs: Record<'engine' | 'mlKMeans' | 'tfjs', Run[]> = { engine: [], mlKMeans: [], tfjs: [] };
  for (let seed = 0; seed < ROUNDS; seed++) {
    const request = { ...shape, vectors, k: 50, seed };
    say(`k-means of 5,000 × 128, k = 50, round ${seed + 1}`);
    runs.engine.push(time(clusterVectors({ ...request, machine })));
    runs.mlKMeans.push(time(clusterByMlKMeans(request)));
    runs.tfjs.push(await timeTfjs(request));
  }
  const [engine, mlKMeans, tfjs] = [medians(runs.engine), medians(runs.mlKMeans), medians(runs.tfjs)];
  const beside = (peer: Run) => ({
    ...peer,
    timesSlower: peer.seconds / engine.seconds,
    inertiaRatio: peer.inertia / engine.inertia,
  });
  return { shape: '5000 x 128, k 50', engine, mlKMeans: beside(mlKMeans), tfjs20Rounds: beside(tfjs) };
}

/** Seconds by number of rows, and the exponent b of seconds = a × rows^b that fits them best in logarithms. */
function measureScaling(machine: KernelMachine, say: Say) {
  const { dimension, k } = SCALING;
  const points = SCALING_SIZES.map((rowCount) => {
    say(`k-means of ${rowCount} × ${dimension}, k = ${k}`);
    const vectors = makeVectors({ rowCount, dimension, groupCount: 250, seed: 2 });
    const runs = Array.from({ length: ROUNDS }, (_, seed) =>
      time(clusterVectors({ vectors, rowCount, dimension, k, seed, machine })),
    );
    return { rowCount, ...medians(runs) };
  });
  const x = points.map(({ rowCount }) => Math.log(rowCount));
  const y = points.map(({ seconds }) => Math.log(seconds));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    mean(x.map((value, i) => (value - mx) * ((y[i] ?? 0) - my))) / mean(x.map((value) => (value - mx) ** 2));
  return { dimension, k, points, exponent: slope };
}

/** Products of the assignment kernel: how near the engine is to what the processor can do in WebAssembly. */
function measureKernel(machine: KernelMachine) {
  const [rowCount, width, count] = [8_192, 128, 512];
  const mark = machine.mark();
  const at = (bytes: number) => machine.allocate(bytes);
  const [rows, lengths, centres, halves] = [
    at(2 * width * rowCount),
    at(4 * rowCount),
    at(2 * width * count),
    at(4 * count),
  ];
  const values = [rows, 2 * width, lengths, centres, halves, count, 1, at(4 * rowCount), at(4 * rowCount), 0, 0];
  const rates = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let i = 0; i < 5; i++) machine.run('assignRows', rowCount, values);
    return (5 * 2 * rowCount * width * count) / (performance.now() - start) / 1e6;
  });
  machine.release(mark);
  return { kernel: 'assignRows', threads: machine.threadCount, gigaOperationsPerS: median(rates) };
}

/** k-means: the kernel's rate, the engine beside ml-kmeans and tfjs, and how its time grows with the rows. */
export async function measureEngine({ say }: { say: Say }): Promise<object> {
  await startBackend(wasmFolder());
  const machine = startMachine({ script: await bundleKernelThread(), threadCount: THREADS });
  try {
    const kernel = measureKernel(machine);
    return { kernel, peers: await comparePeers(machine, say), scaling: measureScaling(machine, say) };
  } finally {
    machine.close();
  }
}
