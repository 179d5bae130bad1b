import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { UMAP } from 'umap-js';
import { prepareVectors } from '@/lib/clusters/recipe';
import { describeMatrix } from '@/lib/embeddings/matrix-file.server';
import { layOutMatrix, type MapProgress } from '@/lib/maps/lay-out-matrix.server';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { startMachine } from '@/lib/math/kernels/machine.server';
import { createRandom } from '@/lib/math/random';
import { layOut } from '@/lib/math/umap/lay-out';
import { normalizeRows, type Rows } from '@/lib/math/vectors';
import { bundleKernelThread } from '@/tests/bench/kernel-thread';
import { measureAccuracy, measureTrust } from '@/tests/bench/plane-quality';
import { makeGroups } from '@/tests/support/generated-vectors';

// Layouts in two dimensions: ours and umap-js on the same rows with the same settings, one after the other in the same
// run, judged by how well near ones stay near (trustworthiness) and groups together (label accuracy in the plane).

const THREADS = 2;
const SETTINGS = { neighbourCount: 15, epochCount: 200, seed: 1 };
const TRUST_PICK = 300;
const ACCURACY_PICK = 20_000;
/** So wide that groups overlap: an accuracy of 1 for both would tell nothing. */
const NOISE = 1.4;

type Say = (line: string) => void;
type Labeled = { unit: Rows; groups: ArrayLike<number> };
type Given = { vectors?: string | undefined; dimension?: string | undefined; labels?: string | undefined };

const round = (value: number, digits = 3) => Number(value.toFixed(digits));

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function finish<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function judge({ unit, groups }: Labeled, lay: () => Float32Array) {
  const [startMs, startCpuS] = [performance.now(), cpuSeconds()];
  const places = lay();
  const [wallS, cpuS] = [(performance.now() - startMs) / 1000, cpuSeconds() - startCpuS];
  return {
    wallS: round(wallS, 2),
    cpuS: round(cpuS, 2),
    trustworthiness: round(measureTrust(unit, places, TRUST_PICK), 4),
    labelAccuracy: round(measureAccuracy(places, groups, ACCURACY_PICK)),
  };
}

/** umap-js by cosine; its rows are unit rows, so that a product is enough. */
function layByPeer({ values, rowCount, columnCount }: Rows): Float32Array {
  const rows = Array.from({ length: rowCount }, (_, row) =>
    Array.from(values.subarray(row * columnCount, (row + 1) * columnCount)),
  );
  const distanceFn = (a: number[], b: number[]) => {
    let sum = 0;
    for (let c = 0; c < a.length; c++) sum += (a[c] as number) * (b[c] as number);
    return Math.max(0, 1 - sum);
  };
  const { neighbourCount: nNeighbors, epochCount: nEpochs, seed } = SETTINGS;
  const peer = new UMAP({ nNeighbors, nEpochs, distanceFn, random: createRandom(seed) });
  return Float32Array.from(peer.fit(rows).flat());
}

function compare(machine: KernelMachine, labeled: Labeled, say: Say) {
  const { rowCount, columnCount } = labeled.unit;
  say(`${rowCount} × ${columnCount}`);
  const own = judge(labeled, () => finish(layOut(machine, { rows: labeled.unit, ...SETTINGS })));
  say(`the same by umap-js`);
  const umapJs = judge(labeled, () => layByPeer(labeled.unit));
  const ratio = { wall: round(umapJs.wallS / own.wallS, 1), cpu: round(umapJs.cpuS / own.cpuS, 1) };
  return { rows: `${rowCount} x ${columnCount}`, own, umapJs, ratio };
}

function generate(rowCount: number, dimension: number): Labeled {
  const { rows, groups } = makeGroups({ rowCount, dimension, groupCount: 100, seed: 1, noise: NOISE });
  return { unit: { values: rows, rowCount, columnCount: dimension }, groups };
}

/** Raw float32 rows of one's own, and a CSV with a column "label" in their order. */
async function readGiven({ vectors, labels, ...given }: Given): Promise<Labeled | null> {
  if (vectors === undefined || labels === undefined) return null;
  const columnCount = Number(given.dimension);
  const bytes = await readFile(vectors);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const names = (parse(await readFile(labels), { columns: true }) as { label: string }[]).map(({ label }) => label);
  const known = [...new Set(names)];
  const unit = { values, rowCount: names.length, columnCount };
  normalizeRows(unit);
  return { unit, groups: names.map((name) => known.indexOf(name)) };
}

/** The same rows as they are prepared for clustering: what decision 087 compares. */
function prepare(machine: KernelMachine, { unit, groups }: Labeled): Labeled {
  return { unit: finish(prepareVectors({ ...unit, values: unit.values.slice() }, 1, machine)), groups };
}

/** Ours beside umap-js on 10,000 and 50,000 generated rows of 256, or on `rowCount`, and on rows of one's own. */
export async function measureMap({ given, rowCount, say }: { given: Given; rowCount: number | null; say: Say }) {
  const machine = startMachine({ script: await bundleKernelThread(), threadCount: THREADS });
  try {
    const own = await readGiven(given);
    const inSpace = (labeled: Labeled) =>
      judge(labeled, () => finish(layOut(machine, { rows: labeled.unit, ...SETTINGS })));
    return {
      threads: THREADS,
      settings: SETTINGS,
      generated: (rowCount === null ? [10_000, 50_000] : [rowCount]).map((count) =>
        compare(machine, generate(count, 256), say),
      ),
      given: own && { ...compare(machine, own, say), asPreparedForClusters: inSpace(prepare(machine, own)) },
    };
  } finally {
    machine.close();
  }
}

/** Writes generated rows as the worker's cache holds them, but for checksums that nobody reads here. */
async function writeRows(folder: string, rowCount: number, dimension: number) {
  const matrix = describeMatrix(folder, { key: 'generated', rowCount, dimension });
  const { rows, groups } = makeGroups({ rowCount, dimension, groupCount: 100, seed: 1, noise: NOISE });
  await writeFile(matrix.file, rows);
  await writeFile(matrix.idsFile, '');
  return { matrix, groups };
}

async function peakMib(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}

/** The layout by landmarks, from a file, with the seconds of each part and the peak of the process. */
export async function measureMapOfMany({ rowCount, say }: { rowCount: number; say: Say }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-map-'));
  const machine = startMachine({ script: await bundleKernelThread(), threadCount: THREADS });
  try {
    say(`writing ${rowCount} × 128`);
    const { matrix, groups } = await writeRows(folder, rowCount, 128);
    // The peak is counted from here on (Linux).
    await writeFile('/proc/self/clear_refs', '5').catch(() => undefined);
    const beforeMib = await peakMib();
    const startMs = performance.now();
    const endedS: Partial<Record<MapProgress['stage'], number>> = {};
    const places = await layOutMatrix(machine, { matrix, seed: 1 }, ({ stage }) => {
      endedS[stage] = round((performance.now() - startMs) / 1000, 1);
    });
    const wallS = round((performance.now() - startMs) / 1000, 1);
    const labelAccuracy = round(measureAccuracy(places, groups, 5_000));
    return { rows: `${rowCount} x 128`, wallS, endedS, labelAccuracy, beforeMib, peakMib: await peakMib() };
  } finally {
    machine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
