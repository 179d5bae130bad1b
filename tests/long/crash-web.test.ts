import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import { createRandom, type Random } from '@/lib/math/random';
import type { ImportDetail, ImportStatus } from '@/lib/samples/import';
import { type Api, ApiError, textFile, type UploadFile, waitForJobs } from '@/tests/support/api';
import { takeBudget } from '@/tests/support/budget';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { withVictim } from '@/tests/support/victim';

const KILL_COUNT = 20;
const FILES_PER_IMPORT = 3;
const TEXTS_PER_FILE = 400;
const IMPORT_TIMEOUT_MS = 300_000;

/** A step of the import, tried again while the server is away; one that was done before answers with a conflict. */
async function insist<T>(send: () => Promise<T>): Promise<T | 'done before'> {
  const deadline = Date.now() + IMPORT_TIMEOUT_MS;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ApiError && error.status < 500) {
        if (error.status === 409) return 'done before';
        throw error;
      }
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}

async function insistOn<T>(send: () => Promise<T>): Promise<T> {
  const answer = await insist(send);
  if (answer === 'done before') throw new Error('A conflict was not expected here.');
  return answer;
}

/** Goes through an import as a patient browser would: looks where it stands, and does what comes next. */
async function driveImport(api: Api, datasetId: string, files: UploadFile[]): Promise<ImportDetail> {
  const announced = files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.byteLength }));
  const { id } = await insistOn(() => api.post<ImportDetail>('/api/imports', { datasetId, files: announced }));
  const staged = new Set<number>();
  let isStarted = false;
  let lookedAtMs = 0;
  const deadline = Date.now() + IMPORT_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const now = await insistOn(() => api.get<ImportDetail>(`/api/imports/${id}`));
    if (now.status === 'committed') return now;
    if (now.status === 'failed' || now.status === 'cancelled') throw new Error(`${now.status}: ${now.message}`);
    // What was acknowledged stays so.
    if (isStarted) expect(['queued', 'running'] satisfies ImportStatus[]).toContain(now.status);
    for (const file of now.files) if (staged.has(file.position)) expect(file.status).toBe('staged');

    const missing = now.files.find(({ status }) => status === 'expected');
    if (now.status === 'uploading' && missing !== undefined) {
      const bytes = files[missing.position]?.bytes ?? new Uint8Array();
      await insist(() => api.put(`/api/imports/${id}/files/${missing.position}`, bytes));
      staged.add(missing.position);
    } else if (now.status === 'ready') {
      await insist(() => api.post(`/api/imports/${id}/start`));
      isStarted = true;
    } else if (now.status === 'uploading' || (now.status === 'inspecting' && Date.now() - lookedAtMs > 5_000)) {
      lookedAtMs = Date.now();
      await insist(() => api.post(`/api/imports/${id}/inspect`));
    } else {
      await delay(100);
    }
  }
  throw new Error(`The import did not end within ${IMPORT_TIMEOUT_MS / 1000} s.`);
}

function makeFiles(random: Random, round: number): UploadFile[] {
  return Array.from({ length: FILES_PER_IMPORT }, (_, index) => {
    const first = (round * FILES_PER_IMPORT + index) * TEXTS_PER_FILE;
    return textFile(`part-${round}-${index}.csv`, toCsv(makeTexts(random, TEXTS_PER_FILE, first)));
  });
}

it('finishes every import once, whole, when the web process is killed meanwhile', () =>
  withVictim(async (victim) => {
    const { api } = victim;
    const budget = takeBudget(0.3);
    const random = createRandom(budget.seed);
    const killRandom = createRandom(budget.seed + 1);
    const { id: datasetId } = await api.post<DatasetSummary>('/api/datasets', { name: 'Killed web', modality: 'text' });
    let importCount = 0;
    const isDone = () => victim.killCount >= KILL_COUNT || !budget.hasTime();
    const kill = async () => {
      while (!isDone()) {
        await delay(100 + killRandom() * 4_000);
        await victim.kill('web');
      }
    };
    const importAll = async () => {
      while (!isDone()) {
        const done = await driveImport(api, datasetId, makeFiles(random, importCount));
        importCount += 1;
        expect(done.newCount).toBe(FILES_PER_IMPORT * TEXTS_PER_FILE);
      }
    };
    await Promise.all([kill(), importAll()]);
    budget.say(`killed the web process ${victim.killCount} of ${KILL_COUNT} times during ${importCount} imports`);

    await waitForJobs(api, datasetId);
    const { rows } = await victim.pool.query('SELECT count(*)::int AS count FROM "Sample"');
    expect(rows).toEqual([{ count: importCount * FILES_PER_IMPORT * TEXTS_PER_FILE }]);
    expect(await victim.examine({ isIdle: true })).toEqual([]);
  }));
