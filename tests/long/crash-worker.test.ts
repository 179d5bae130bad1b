import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import type { JobSummary } from '@/lib/jobs/job';
import { createRandom } from '@/lib/math/random';
import { connectApi, importFiles, pollFor, textFile, waitForJobs } from '@/tests/support/api';
import { type App, startApp } from '@/tests/support/app';
import { takeBudget } from '@/tests/support/budget';
import { findInconsistencies } from '@/tests/support/invariants';
import { makeTexts, toCsv } from '@/tests/support/texts';

const KILL_COUNT = 20;
const TEXTS_PER_IMPORT = 3_000;

/** Sample → the transaction that wrote its vector: it changes when a vector is computed again. */
async function readWriters(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; writer: string }>(
    'SELECT "sampleId" AS id, xmin::text AS writer FROM "Embedding"',
  );
  return new Map(rows.map(({ id, writer }) => [id, writer]));
}

async function killWorker(app: App): Promise<void> {
  const pid = await pollFor(
    async () => app.pidOf('worker'),
    (found) => found !== undefined,
    { what: 'the worker', everyMs: 50 },
  );
  process.kill(pid ?? 0, 'SIGKILL');
  await pollFor(
    async () => app.pidOf('worker'),
    (found) => found !== undefined && found !== pid,
    { what: 'the next worker', everyMs: 50, timeoutMs: 60_000 },
  );
}

it('loses nothing and computes nothing twice when the worker is killed while it embeds', async () => {
  const budget = takeBudget(0.3);
  const random = createRandom(budget.seed);
  const app = await startApp();
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
  const api = connectApi(app.url);
  try {
    let importCount = 0;
    const importMore = async (target: { datasetName: string } | { datasetId: string }) => {
      const texts = makeTexts(random, TEXTS_PER_IMPORT, importCount * TEXTS_PER_IMPORT);
      importCount += 1;
      return importFiles(api, target, [textFile(`texts-${importCount}.csv`, toCsv(texts))]);
    };
    const { datasetId } = await importMore({ datasetName: 'Killed workers' });
    if (datasetId === null) throw new Error('The import made no dataset.');
    const readEmbedJob = async () => {
      const { jobs } = await api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`);
      return jobs.find(({ kind, status }) => kind === 'embed' && (status === 'running' || status === 'queued'));
    };

    let before = new Map<string, string>();
    let killCount = 0;
    while (killCount < KILL_COUNT && budget.hasTime()) {
      if ((await readEmbedJob()) === undefined) await importMore({ datasetId });
      // Every life gets a little further than the last; a worker that dies before its first batch proves nothing.
      await pollFor(
        async () => [(await readWriters(pool)).size, await readEmbedJob()] as const,
        ([count, job]) => count > before.size || job === undefined,
        { what: 'the next vectors', everyMs: 100 },
      );
      const job = await readEmbedJob();
      if (job === undefined) continue;
      await delay(random() * 1_500);
      const acknowledged = await readEmbedJob();
      await killWorker(app);
      killCount += 1;

      const after = await readWriters(pool);
      if (acknowledged?.id === job.id) expect(after.size).toBeGreaterThanOrEqual(acknowledged.doneCount);
      const rewritten = [...before].filter(([id, writer]) => after.get(id) !== writer);
      expect(rewritten).toEqual([]);
      expect(await findInconsistencies(pool, app.dataDir, { isIdle: false })).toEqual([]);
      before = after;
    }
    budget.say(`killed the worker ${killCount} of ${KILL_COUNT} times while it embedded, ${before.size} vectors kept`);

    await waitForJobs(api, datasetId);
    const after = await readWriters(pool);
    expect(after.size).toBe(importCount * TEXTS_PER_IMPORT);
    expect([...before].filter(([id, writer]) => after.get(id) !== writer)).toEqual([]);
    expect(await findInconsistencies(pool, app.dataDir, { isIdle: true })).toEqual([]);
  } catch (error) {
    process.stdout.write(`${app.readLogs()}\n`);
    throw error;
  } finally {
    await pool.end();
    await app.remove();
  }
});
