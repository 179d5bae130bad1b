import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorBody } from '@/lib/errors';
import type { JobSummary } from '@/lib/jobs/job';
import type { ImportDetail } from '@/lib/samples/import';

/** An answer of the API with a status from 400 on. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody['error'];

  constructor(request: string, status: number, body: ErrorBody['error']) {
    super(`${request} answered ${status}: ${body.message}`);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
  }
}

/** Plain HTTP as docs/API.md describes it, as one person. Paths begin with /api. Throws ApiError. */
export type Api = {
  url: string;
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body?: unknown) => Promise<T>;
  patch: <T>(path: string, body: unknown) => Promise<T>;
  delete: <T>(path: string) => Promise<T>;
  /** Sends bytes with their SHA-256. */
  put: <T>(path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<T>;
  /** Any request; the answer as it is. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
};

export function connectApi(url: string, personName = 'Ada'): Api {
  const person = encodeURIComponent(personName);
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { 'X-Person': person, ...init.headers } });
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await send(path, init);
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    const named = `${init.method ?? 'GET'} ${path}`;
    let body: ErrorBody['error'] = { kind: 'internal', message: text.slice(0, 500) };
    try {
      body = (JSON.parse(text) as ErrorBody).error;
    } catch {
      // The answer was not the API's own; its text is the message.
    }
    throw new ApiError(named, response.status, body);
  };
  const json = (method: string, body: unknown): RequestInit => ({
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    url,
    get: (path) => ask(path),
    post: (path, body) => ask(path, body === undefined ? { method: 'POST' } : json('POST', body)),
    patch: (path, body) => ask(path, json('PATCH', body)),
    delete: (path) => ask(path, { method: 'DELETE' }),
    put: (path, bytes) =>
      ask(path, {
        method: 'PUT',
        headers: { 'X-Content-SHA256': createHash('sha256').update(bytes).digest('hex') },
        body: bytes,
      }),
    fetch: send,
  };
}

/** Calls until the answer is what is waited for. Throws after the timeout, with the last answer in the message. */
export async function pollFor<T>(
  ask: () => Promise<T>,
  isDone: (answer: T) => boolean,
  {
    timeoutMs = 120_000,
    everyMs = 200,
    what = 'the answer',
  }: { timeoutMs?: number; everyMs?: number; what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(`${what} did not come within ${timeoutMs / 1000} s: ${JSON.stringify(answer).slice(0, 1_000)}`);
    }
    await delay(everyMs);
  }
}

export type UploadFile = { name: string; bytes: Uint8Array<ArrayBuffer> };
export type ImportTarget = { datasetName: string } | { datasetId: string };

const ENDED = ['committed', 'failed', 'cancelled'];

/** The bytes of a text file. */
export function textFile(name: string, text: string): UploadFile {
  return { name, bytes: new TextEncoder().encode(text) };
}

/** Announces files, sends their bytes, and waits for the inspection. */
export async function uploadFiles(api: Api, target: ImportTarget, files: UploadFile[]): Promise<ImportDetail> {
  const announced = files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.byteLength }));
  const { id } = await api.post<ImportDetail>('/api/imports', { ...target, files: announced });
  for (const [position, { bytes }] of files.entries()) await api.put(`/api/imports/${id}/files/${position}`, bytes);
  await api.post<ImportDetail>(`/api/imports/${id}/inspect`);
  return await pollFor(
    () => api.get<ImportDetail>(`/api/imports/${id}`),
    ({ status }) => status === 'ready' || ENDED.includes(status),
    { what: 'the inspection' },
  );
}

/** Imports files the way the import screen does, and waits until they are committed. */
export async function importFiles(api: Api, target: ImportTarget, files: UploadFile[]): Promise<ImportDetail> {
  const inspected = await uploadFiles(api, target, files);
  if (inspected.status !== 'ready')
    throw new Error(`The inspection ended as ${inspected.status}: ${inspected.message}`);
  await api.post(`/api/imports/${inspected.id}/start`);
  return await waitForImport(api, inspected.id);
}

/** Waits until a started import is committed. Throws when it ends otherwise. */
export async function waitForImport(api: Api, importId: string, timeoutMs = 300_000): Promise<ImportDetail> {
  const ended = await pollFor(
    () => api.get<ImportDetail>(`/api/imports/${importId}`),
    ({ status }) => ENDED.includes(status),
    { what: 'the import', timeoutMs },
  );
  if (ended.status !== 'committed') throw new Error(`The import ended as ${ended.status}: ${ended.message}`);
  return ended;
}

/** Waits until no job of a dataset waits or runs. Throws when one failed. */
export async function waitForJobs(api: Api, datasetId: string, timeoutMs = 600_000): Promise<JobSummary[]> {
  const { jobs } = await pollFor(
    () => api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`),
    (answer) => answer.jobs.every(({ status }) => !['queued', 'running'].includes(status)),
    { what: 'the end of the jobs', timeoutMs },
  );
  const failed = jobs.find(({ status }) => status === 'failed');
  if (failed) throw new Error(`The job ${failed.kind} failed: ${failed.message}`);
  return jobs;
}
