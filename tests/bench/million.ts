import { cp } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { ClusterRunSummary } from '@/lib/clusters/cluster';
import { config } from '@/lib/config.server';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';
import { wordModel } from '@/lib/embeddings/models';
import type { ReviewQueue } from '@/lib/groups/group';
import type { JobSummary } from '@/lib/jobs/job';
import { summarizeLatency } from '@/tests/bench/measures';
import { watchMemory } from '@/tests/bench/memory';
import { makeTopicTexts } from '@/tests/bench/million-texts';
import { readProcessorSeconds } from '@/tests/bench/processor-time';
import { type Api, connectApi, pollFor, uploadFiles, waitForImport } from '@/tests/support/api';
import { type App, startApp } from '@/tests/support/app';

const SEED = 20_261_123;
const K = 500;
const TIMEOUT_MS = 2 * 60 * 60 * 1000;
const PAGE_ROUNDS = 5;

type Say = (line: string) => void;
type Settings = { rowCount: number; say: Say };

/**
 * Generated texts through the whole product, from an empty data directory to clusters: how long each stage took, how much
 * memory each process held at most, how fast the screens open afterwards, and how well the clusters follow the topics.
 */
export async function measureMillion({ rowCount, say }: Settings) {
  const { csv, topics } = makeTopicTexts(SEED, rowCount);
  const app = await startApp();
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
  try {
    const api = connectApi(app.url);
    const installS = await provideWords(app, api, say);
    const memory = watchMemory(app);
    const startMs = performance.now();
    const bench: Bench = { api, app, say, stages: {} };
    const datasetId = await importTexts(bench, csv);
    const run = await embedAndCluster(bench, datasetId);
    const totalS = round((performance.now() - startMs) / 1000);
    const peakMemoryMib = memory.stop();
    say('opening the screens');
    return {
      rowCount,
      k: run.k,
      model: wordModel.name,
      installModelS: installS,
      stages: bench.stages,
      totalS,
      peakMemoryMib,
      screens: await measureScreens(api, datasetId),
      clusters: { ...(await compareWithTopics(pool, run.id, topics)), iterations: run.iterations },
    };
  } catch (error) {
    say(app.readLogs());
    throw error;
  } finally {
    await pool.end();
    await app.remove();
  }
}

/** Seconds on the clock, and of processor time of all processes of the app together. */
type Stage = { seconds: number; processorS: number };
type Bench = { api: Api; app: App; say: Say; stages: Record<string, Stage> };

const round = (value: number) => Number(value.toFixed(2));

async function time<T>({ app, say, stages }: Bench, name: string, work: () => Promise<T>): Promise<T> {
  say(name);
  const startMs = performance.now();
  const usedS = readProcessorSeconds(app);
  const result = await work();
  const seconds = round((performance.now() - startMs) / 1000);
  stages[name] = { seconds, processorS: round(readProcessorSeconds(app) - usedS) };
  return result;
}

/** Word vectors of the project's own data directory if it has them; else they are installed as a person would. */
async function provideWords(app: App, api: Api, say: Say): Promise<number> {
  const startMs = performance.now();
  const folder = `${wordModel.name}-${wordModel.version}`;
  const target = path.join(app.dataDir, 'models', folder);
  await cp(path.join(config().paths.models, folder), target, { recursive: true }).catch(() => undefined);
  const find = async () => {
    const { models } = await api.get<{ models: ModelChoice[] }>('/api/models?modality=text');
    return models.find(({ key }) => key === wordModel.key);
  };
  if (!(await find())?.isReady) {
    say('installing the word vectors');
    await api.post(`/api/models/${wordModel.key}/install`);
    await pollFor(find, (choice) => choice?.isReady === true, { what: 'the word vectors', timeoutMs: 600_000 });
  }
  return round((performance.now() - startMs) / 1000);
}

async function importTexts(bench: Bench, csv: Uint8Array<ArrayBuffer>): Promise<string> {
  const { api } = bench;
  const { id: datasetId } = await api.post<{ id: string }>('/api/datasets', { name: 'Million', modality: 'text' });
  await api.fetch(`/api/datasets/${datasetId}/model`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: wordModel.key }),
  });
  const uploaded = await time(bench, 'uploadAndInspect', () =>
    uploadFiles(api, { datasetId }, [{ name: 'letters.csv', bytes: csv }]),
  );
  await time(bench, 'import', async () => {
    await api.post(`/api/imports/${uploaded.id}/start`);
    return waitForImport(api, uploaded.id, TIMEOUT_MS);
  });
  return datasetId;
}

/** Embeds, then clusters into 500; the clustering that follows an embedding by itself would choose its own number. */
async function embedAndCluster(bench: Bench, datasetId: string): Promise<ClusterRunSummary> {
  const { api } = bench;
  await time(bench, 'embed', () => waitForJob(api, datasetId, 'embed'));
  const { jobs } = await api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`);
  for (const { id, kind } of jobs) if (kind === 'cluster') await api.post(`/api/jobs/${id}/cancel`);
  await pollFor(
    () => listOpen(api, datasetId),
    (open) => open.length === 0,
    { what: 'the end of other jobs' },
  );
  return time(bench, 'cluster', async () => {
    await api.post(`/api/datasets/${datasetId}/cluster-runs`, { k: K });
    await waitForJob(api, datasetId, 'cluster');
    const { runs } = await api.get<{ runs: ClusterRunSummary[] }>(`/api/datasets/${datasetId}/cluster-runs`);
    const [run] = runs;
    if (run === undefined) throw new Error('The clustering left no run.');
    return run;
  });
}

async function listOpen(api: Api, datasetId: string): Promise<JobSummary[]> {
  const { jobs } = await api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`);
  return jobs.filter(({ status }) => ['queued', 'running', 'paused'].includes(status));
}

/** Waits for the end of the newest job of a kind. Throws when it failed. */
async function waitForJob(api: Api, datasetId: string, kind: JobSummary['kind']): Promise<void> {
  const newest = async () => {
    const { jobs } = await api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`);
    return jobs.filter((job) => job.kind === kind).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  };
  const isEnded = (job: JobSummary | undefined) => ['succeeded', 'failed', 'cancelled'].includes(job?.status ?? '');
  const job = await pollFor(newest, isEnded, { what: `the job ${kind}`, timeoutMs: TIMEOUT_MS, everyMs: 500 });
  if (job?.status !== 'succeeded') throw new Error(`The job ${kind} ended as ${job?.status}: ${job?.message}`);
}

/** Answers behind the screens, and the pages themselves: medians over a few rounds, the first one included. */
async function measureScreens(api: Api, datasetId: string) {
  const queue = await api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`);
  const paths = {
    home: '/',
    overview: `/datasets/${datasetId}`,
    review: `/datasets/${datasetId}/review`,
    queue: `/api/datasets/${datasetId}/clusters`,
    cluster: `/api/clusters/${queue.clusters[0]?.id}`,
    samples: `/api/datasets/${datasetId}/samples?limit=100`,
  };
  const screens: Record<string, ReturnType<typeof summarizeLatency>> = {};
  for (const [name, url] of Object.entries(paths)) {
    const durationsMs: number[] = [];
    for (let n = 0; n < PAGE_ROUNDS; n += 1) {
      const startMs = performance.now();
      const answer = await api.fetch(url);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
      durationsMs.push(performance.now() - startMs);
    }
    screens[name] = summarizeLatency(durationsMs);
  }
  return screens;
}

/** Purity, and normalized mutual information with the arithmetic mean, of the clusters and the topics of the texts. */
async function compareWithTopics(pool: pg.Pool, runId: string, topics: Uint16Array) {
  const { rows } = await pool.query<{ numbers: number[] }>(
    `SELECT array_agg(origin."externalId"::int) AS numbers FROM "ClusterMember" AS member
     JOIN "SampleOrigin" AS origin ON origin."sampleId" = member."sampleId"
     WHERE member."runId" = $1 GROUP BY member."clusterId"`,
    [runId],
  );
  const total = rows.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const topicSizes = new Map<number, number>();
  const tables = rows.map(({ numbers }) => {
    const counts = new Map<number, number>();
    for (const number of numbers) {
      const topic = topics[number] ?? 0;
      counts.set(topic, (counts.get(topic) ?? 0) + 1);
      topicSizes.set(topic, (topicSizes.get(topic) ?? 0) + 1);
    }
    return { size: numbers.length, counts };
  });
  const entropy = (sizes: Iterable<number>) =>
    [...sizes].reduce((sum, n) => sum - (n / total) * Math.log(n / total), 0);
  let [shared, pure] = [0, 0];
  for (const { size, counts } of tables) {
    pure += Math.max(...counts.values());
    for (const [topic, n] of counts) {
      shared += (n / total) * Math.log((n * total) / (size * (topicSizes.get(topic) ?? 1)));
    }
  }
  const mean = (entropy(topicSizes.values()) + entropy(tables.map(({ size }) => size))) / 2;
  return { topics: topicSizes.size, purity: round(pure / total), nmi: round(shared / mean) };
}
