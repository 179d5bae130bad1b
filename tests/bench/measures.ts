import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { ExportSummary } from '@/lib/exchange/export';
import type { JobKind } from '@/lib/jobs/job';
import type { DecisionAnswer } from '@/lib/labels/decision';
import type { SamplePage } from '@/lib/samples/sample';
import type { VersionSummary } from '@/lib/versions/version';
import {
  type Api,
  type ImportTarget,
  pollFor,
  type UploadFile,
  uploadFiles,
  waitForImport,
  waitForJobs,
} from '@/tests/support/api';
import { makeSamples } from '@/tests/support/rows';

export type Latency = { p50Ms: number; p95Ms: number; count: number };

const round = (value: number, digits = 1) => Number(value.toFixed(digits));

/** Median and 95th percentile of durations, nearest rank. */
export function summarizeLatency(durationsMs: number[]): Latency {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50Ms: at(0.5), p95Ms: at(0.95), count: sorted.length };
}

async function time<T>(run: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const startMs = performance.now();
  const result = await run();
  return { result, seconds: (performance.now() - startMs) / 1000 };
}

/** Seconds that the newest job of a kind ran. */
async function readJobSeconds(pool: pg.Pool, datasetId: string, kind: JobKind): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>(
    `SELECT extract(epoch FROM "finishedAt" - "startedAt")::float8 AS seconds FROM "Job"
     WHERE "datasetId" = $1 AND kind = $2::"JobKind" AND status = 'succeeded' ORDER BY id DESC LIMIT 1`,
    [datasetId, kind],
  );
  return rows[0]?.seconds ?? Number.NaN;
}

/** Imports files, then waits for embedding and clustering; what each took. */
export async function measurePipeline(api: Api, pool: pg.Pool, target: ImportTarget, files: UploadFile[]) {
  const uploaded = await time(() => uploadFiles(api, target, files));
  const imported = await time(async () => {
    await api.post(`/api/imports/${uploaded.result.id}/start`);
    return waitForImport(api, uploaded.result.id);
  });
  const { datasetId, newCount } = imported.result;
  if (datasetId === null) throw new Error('The import made no dataset.');
  await waitForJobs(api, datasetId, 1_800_000);
  const embedS = await readJobSeconds(pool, datasetId, 'embed');
  const clusterS = await readJobSeconds(pool, datasetId, 'cluster');
  return {
    datasetId,
    count: newCount,
    uploadAndInspectS: round(uploaded.seconds, 2),
    importS: round(imported.seconds, 2),
    importPerS: round(newCount / imported.seconds),
    embedS: round(embedS, 2),
    embedPerS: round(newCount / embedS),
    clusterS: round(clusterS, 2),
  };
}

/** Accepts a class for `size` samples and takes it back, `repeats` times; how long the accepting took. */
export async function measureAccept(api: Api, datasetId: string, size: number, repeats: number): Promise<Latency> {
  const sampleIds: string[] = [];
  for (let after = ''; sampleIds.length < size; ) {
    const page = await api.get<SamplePage>(`/api/datasets/${datasetId}/samples?limit=500${after}`);
    sampleIds.push(...page.samples.map(({ id }) => id));
    if (page.nextCursor === null) break;
    after = `&after=${encodeURIComponent(page.nextCursor)}`;
  }
  const { id: labelClassId } = await api.post<LabelClass>(`/api/datasets/${datasetId}/classes`, {
    name: `Bench ${size}`,
  });
  const durationsMs: number[] = [];
  let { revision } = await api.get<{ revision: number }>(`/api/datasets/${datasetId}`);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const body = {
      kind: 'accept',
      idempotencyKey: randomUUID(),
      revision,
      labelClassId,
      sampleIds: sampleIds.slice(0, size),
    };
    const { seconds } = await time(() => api.post<DecisionAnswer>(`/api/datasets/${datasetId}/operations`, body));
    durationsMs.push(seconds * 1000);
    const undone = await api.post<DecisionAnswer>(`/api/datasets/${datasetId}/undo`, { idempotencyKey: randomUUID() });
    revision = undone.progress.revision;
  }
  return summarizeLatency(durationsMs);
}

async function measureGet(api: Api, path: string, repeats: number): Promise<Latency> {
  const durationsMs: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const { seconds } = await time(async () => (await api.fetch(path)).arrayBuffer());
    durationsMs.push(seconds * 1000);
  }
  return summarizeLatency(durationsMs);
}

/** A dataset with many samples: lists of it, a version of it, and exports of that. */
export async function measureLarge(api: Api, pool: pg.Pool, count: number) {
  const { id: datasetId } = await api.post<{ id: string }>('/api/datasets', { name: 'Large', modality: 'text' });
  const part = 20_000;
  for (let first = 0; first < count; first += part) {
    const texts = Array.from(
      { length: Math.min(part, count - first) },
      (_, index) => `sample text number ${first + index}`,
    );
    await makeSamples(pool, datasetId, { texts });
  }
  await pool.query('ANALYZE');
  const list = `/api/datasets/${datasetId}/samples?limit=100`;
  const first = await api.get<SamplePage>(list);
  const lists = {
    firstPage: await measureGet(api, list, 20),
    nextPage: await measureGet(api, `${list}&after=${encodeURIComponent(first.nextCursor ?? '')}`, 20),
    unlabeled: await measureGet(api, `${list}&state=unlabeled`, 20),
    search: await measureGet(api, `${list}&q=number%2077`, 10),
  };
  const version = await api.post<VersionSummary>(`/api/datasets/${datasetId}/versions`, {});
  await pollFor(
    () => api.get<VersionSummary>(`/api/versions/${version.id}`),
    ({ status }) => status !== 'freezing',
    { what: 'the version', timeoutMs: 600_000 },
  );
  const exportsPerS: Record<string, number> = {};
  for (const format of ['csv', 'jsonl']) {
    const { id } = await api.post<ExportSummary>(`/api/versions/${version.id}/exports`, { format });
    await pollFor(
      () => api.get<ExportSummary>(`/api/exports/${id}`),
      ({ status }) => status !== 'queued' && status !== 'running',
      { what: 'the export', timeoutMs: 600_000 },
    );
    exportsPerS[format] = round(count / (await readJobSeconds(pool, datasetId, 'export')));
  }
  const snapshotS = await readJobSeconds(pool, datasetId, 'snapshot');
  return { count, lists, snapshotRowsPerS: round(count / snapshotS), exportRowsPerS: exportsPerS };
}
