import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { buildBundles } from '@/bin/bundles';
import { closeDatabase, type Database, openDatabase, useDatabase } from '@/lib/db/client.server';
import { startEmbeddedPostgres } from '@/lib/db/embedded.server';
import { migrateDatabase } from '@/lib/db/migrate.server';
import { jobHandlers } from '@/lib/embeddings/jobs.server';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { createRandom } from '@/lib/math/random';
import { storeBlob } from '@/lib/storage/blobs.server';
import { compareComputations } from '@/tests/bench/embedding-computations';
import { makePicture } from '@/tests/bench/pictures';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset, makeSamples } from '@/tests/support/rows';
import { makeTexts } from '@/tests/support/texts';

const SEED = 20_261_123;
const ROUNDS = 3;
const TEXT_COUNT = 2_000;
const PICTURE_COUNT = 400;
const PICTURE_SIDE_PX = 256;
const THREAD_LOOK_EVERY_MS = 100;

export type EmbeddingsSettings = {
  /** A CSV file with a column "text"; generated texts without it. */
  texts: string | undefined;
  /** A folder of pictures; generated JPEGs of 256 × 256 without it. */
  pictures: string | undefined;
  say: (line: string) => void;
};

/**
 * The embedding job alone, in this process: from texts and pictures that are stored to rows in an embedded Postgres.
 * Rates are medians of three datasets each; the first start of the threads belongs to them. `computations` compares the
 * ways of computing on one thread, by CPU seconds, in the same run.
 */
export async function measureEmbeddings({ texts, pictures, say }: EmbeddingsSettings) {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'sheaf-bench-'));
  process.env.DATA_DIR = dir;
  await buildBundles();
  const server = await startEmbeddedPostgres({
    dir: path.join(dir, 'pg'),
    passwordFile: path.join(dir, 'password'),
    logFile: path.join(dir, 'postgres.log'),
  });
  try {
    await migrateDatabase({ url: server.url, dir: path.resolve('prisma/migrations'), place: 'the bench' });
    const database = openDatabase({ url: server.url, poolSize: 8, applicationName: 'sheaf-bench' });
    useDatabase(database);
    const given = { texts: await readTexts(texts), pictures: await readPictures(pictures) };
    say(`${ROUNDS} × ${given.texts.length} texts`);
    const textJobs = await repeat(() => embedTexts(database, given.texts));
    say(`${ROUNDS} × ${given.pictures.length} pictures`);
    const pictureJobs = await repeat(() => embedPictures(database, given.pictures));
    say('the computations alone');
    return { texts: textJobs, pictures: pictureJobs, computations: await compareComputations(given) };
  } finally {
    await closeDatabase();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function readTexts(file: string | undefined): Promise<string[]> {
  if (file === undefined) return makeTexts(createRandom(SEED), TEXT_COUNT);
  const rows = parse(await readFile(file), { columns: true, skip_empty_lines: true }) as { text?: string }[];
  return spread(
    rows.map(({ text }) => text ?? ''),
    TEXT_COUNT,
  );
}

async function readPictures(folder: string | undefined): Promise<Buffer[]> {
  if (folder !== undefined) {
    const names = spread((await readdir(folder)).sort(), PICTURE_COUNT);
    return Promise.all(names.map((name) => readFile(path.join(folder, name))));
  }
  const random = createRandom(SEED);
  const files: Buffer[] = [];
  while (files.length < PICTURE_COUNT) {
    const photo = await makePicture(random);
    files.push(await sharp(photo).resize(PICTURE_SIDE_PX, PICTURE_SIDE_PX, { fit: 'fill' }).jpeg().toBuffer());
  }
  return files;
}

/** Evenly chosen ones of the given values, `count` at most. */
function spread<Value>(values: readonly Value[], count: number): Value[] {
  const step = Math.max(1, values.length / count);
  return Array.from({ length: Math.min(count, values.length) }, (_, i) => values[Math.floor(i * step)] as Value);
}

type Job = {
  seconds: number;
  perS: number;
  /** Samples for each CPU second of this process: says the same on a busy machine as on a quiet one. */
  perCpuS: number;
  ownCpuShare: number;
  /** How much of their time the embedding threads had work, from their first batch on; 1 is always. */
  threadsBusyShare: number;
  /** Of all cores, with Postgres and whatever else runs. */
  machineBusyShare: number;
};

/** Medians of the rounds, each by itself. */
async function repeat(run: () => Promise<Job>): Promise<Job & { rounds: number[] }> {
  const jobs: Job[] = [];
  while (jobs.length < ROUNDS) jobs.push(await run());
  const median = (key: keyof Job) =>
    jobs.map((job) => job[key]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
  return {
    seconds: median('seconds'),
    perS: median('perS'),
    perCpuS: median('perCpuS'),
    ownCpuShare: median('ownCpuShare'),
    threadsBusyShare: median('threadsBusyShare'),
    machineBusyShare: median('machineBusyShare'),
    rounds: jobs.map(({ perS }) => perS),
  };
}

async function embedTexts(database: Database, texts: string[]): Promise<Job> {
  const datasetId = await makeDataset(database.pool, { modality: 'text' });
  await makeSamples(database.pool, datasetId, { texts });
  return timeJob(database, datasetId, texts.length);
}

async function embedPictures(database: Database, files: readonly Buffer[]): Promise<Job> {
  const datasetId = await makeDataset(database.pool, { modality: 'image' });
  const sampleIds = await makeSamples(database.pool, datasetId, { texts: files.map((_, i) => `picture-${i}.jpg`) });
  for (const [i, id] of sampleIds.entries()) {
    const { hash } = await storeBlob([files[i] as Buffer]);
    await database.pool.query('UPDATE "Sample" SET "viewHash" = $2 WHERE id = $1', [id, hash]);
  }
  return timeJob(database, datasetId, files.length);
}

/** Busy and all milliseconds of the machine's cores since it started. */
function readCores(): { busyMs: number; totalMs: number } {
  const times = os.cpus().map((core) => core.times);
  const totalMs = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { totalMs, busyMs: totalMs - times.reduce((sum, { idle }) => sum + idle, 0) };
}

/** Watches the threads that start from now on until `stop`, which answers the mean share of time in which they ran. */
function watchThreads(): { stop: () => number } {
  const last = new Map<Worker, number>();
  const add = (thread: Worker) => void last.set(thread, 0);
  const look = () => {
    for (const thread of last.keys()) {
      const { utilization } = thread.performance.eventLoopUtilization();
      // A thread that has ended answers 0.
      if (utilization > 0) last.set(thread, utilization);
    }
  };
  process.on('worker', add);
  const timer = setInterval(look, THREAD_LOOK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      process.off('worker', add);
      return [...last.values()].reduce((sum, share) => sum + share, 0) / Math.max(1, last.size);
    },
  };
}

async function timeJob(database: Database, datasetId: string, count: number): Promise<Job> {
  await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain: false }, datasetId });
  const [startMs, startCpu, startCores] = [performance.now(), process.cpuUsage(), readCores()];
  const threads = watchThreads();
  const [job] = await drainJobs(jobHandlers);
  const seconds = (performance.now() - startMs) / 1000;
  const [cpu, cores] = [process.cpuUsage(startCpu), readCores()];
  if (job?.status !== 'succeeded' || job.doneCount !== count) throw new Error(`The job ended as ${job?.status}.`);
  return {
    seconds: round(seconds, 2),
    perS: round(count / seconds, 1),
    perCpuS: round((count * 1e6) / (cpu.user + cpu.system), 1),
    ownCpuShare: round((cpu.user + cpu.system) / 1e6 / seconds / os.availableParallelism(), 3),
    threadsBusyShare: round(threads.stop(), 3),
    machineBusyShare: round((cores.busyMs - startCores.busyMs) / (cores.totalMs - startCores.totalMs), 3),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
