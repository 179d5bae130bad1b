import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { expect, it } from 'vitest';
import type { JobSummary } from '@/lib/jobs/job';
import { createRandom } from '@/lib/math/random';
import { type ImportTarget, importFiles, pollFor, textFile, waitForJobs } from '@/tests/support/api';
import { takeBudget } from '@/tests/support/budget';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { withVictim } from '@/tests/support/victim';

const KILL_COUNT = 20;
const TEXTS_PER_IMPORT = 2_000;

/** Sample → the transaction that wrote its vector: it changes when a vector is computed again. */
async function readWriters(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; writer: string }>(
    'SELECT "sampleId" AS id, xmin::text AS writer FROM "Embedding"',
  );
  return new Map(rows.map(({ id, writer }) => [id, writer]));
}

it('loses nothing and computes nothing twice when the worker is killed while it embeds', () =>
  withVictim(async (victim) => {
    const { api } = victim;
    const budget = takeBudget(0.3);
    const random = createRandom(budget.seed);
    let importCount = 0;
    const importMore = async (target: ImportTarget) => {
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
    while (victim.killCount < KILL_COUNT && budget.hasTime()) {
      if ((await readEmbedJob()) === undefined) await importMore({ datasetId });
      // Every life gets a little further than the last; a worker that dies before its first batch proves nothing.
      const [, job] = await pollFor(
        async () => [(await readWriters(victim.pool)).size, await readEmbedJob()] as const,
        ([count, open]) => count > before.size || open === undefined,
        { what: 'the next vectors', everyMs: 100 },
      );
      if (job === undefined) continue;
      await delay(random() * 1_500);
      const acknowledged = await readEmbedJob();
      await victim.kill('worker');

      const after = await readWriters(victim.pool);
      if (acknowledged?.id === job.id) expect(after.size).toBeGreaterThanOrEqual(acknowledged.doneCount);
      expect([...before].filter(([id, writer]) => after.get(id) !== writer)).toEqual([]);
      expect(await victim.examine({ isIdle: false })).toEqual([]);
      before = after;
    }
    budget.say(
      `killed the worker ${victim.killCount} of ${KILL_COUNT} times while it embedded, ${before.size} vectors kept`,
    );

    await waitForJobs(api, datasetId);
    const after = await readWriters(victim.pool);
    expect(after.size).toBe(importCount * TEXTS_PER_IMPORT);
    expect([...before].filter(([id, writer]) => after.get(id) !== writer)).toEqual([]);
    expect(await victim.examine({ isIdle: true })).toEqual([]);
  }));
