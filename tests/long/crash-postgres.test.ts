import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import type { DecisionAnswer } from '@/lib/labels/decision';
import { createRandom, type Random } from '@/lib/math/random';
import { type Api, ApiError, connectApi, pollFor } from '@/tests/support/api';
import { type App, startApp } from '@/tests/support/app';
import { takeBudget } from '@/tests/support/budget';
import { findInconsistencies } from '@/tests/support/invariants';
import { type MadeClass, makeClasses, makeDataset, makeSamples } from '@/tests/support/rows';

const KILL_COUNT = 20;
const SAMPLE_COUNT = 8_000;

type Act = { idempotencyKey: string; kind: 'label'; labelClassId: string; sampleIds: string[]; revision: number };

/** An act on a random part of the samples, at random of 1 to 3,000. */
function chooseAct(random: Random, sampleIds: string[], classes: MadeClass[], revision: number): Act {
  const size = 1 + Math.floor(random() ** 2 * 3_000);
  const start = Math.floor(random() * (sampleIds.length - size));
  return {
    idempotencyKey: randomUUID(),
    kind: 'label',
    labelClassId: classes[Math.floor(random() * classes.length)]?.id ?? '',
    sampleIds: sampleIds.slice(start, start + size),
    revision,
  };
}

/** Sends an act until it is answered; a key makes that safe. Null when the act would have changed nothing. */
async function sendUntilAnswered(api: Api, datasetId: string, act: Act): Promise<DecisionAnswer | null> {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      return await api.post<DecisionAnswer>(`/api/datasets/${datasetId}/operations`, act);
    } catch (error) {
      if (error instanceof ApiError && error.status === 400) return null;
      if (error instanceof ApiError && error.status < 500) throw error;
      await delay(100);
    }
  }
  throw new Error('The act was not answered within 30 s.');
}

/** Kills the server, and waits for the one that comes after it. */
async function killPostgres(app: App, pool: pg.Pool): Promise<void> {
  const pid = await pollFor(
    async () => app.pidOf('postgres'),
    (found) => found !== undefined,
    { what: 'Postgres', everyMs: 50 },
  );
  process.kill(pid ?? 0, 'SIGKILL');
  const answers = () =>
    pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
  // For a moment connections of the killed server still answer.
  await pollFor(
    async () => app.pidOf('postgres') !== pid && app.pidOf('postgres') !== undefined && (await answers()),
    (isBack) => isBack,
    { what: 'Postgres after a kill', everyMs: 50, timeoutMs: 60_000 },
  );
}

async function expectKept(pool: pg.Pool, acknowledged: Map<string, number>): Promise<void> {
  const { rows } = await pool.query<{ key: string; count: number }>(
    `SELECT o."idempotencyKey" AS key, count(e."sampleId")::int AS count
     FROM "Operation" o LEFT JOIN "OperationEffect" e ON e."operationId" = o.id GROUP BY 1`,
  );
  const stored = new Map(rows.map(({ key, count }) => [key, count]));
  const lost = [...acknowledged].filter(([key, count]) => stored.get(key) !== count);
  expect(lost).toEqual([]);
}

it('keeps every acknowledged act, whole, when Postgres is killed while it accepts', async () => {
  const budget = takeBudget(0.3);
  const random = createRandom(budget.seed);
  const killRandom = createRandom(budget.seed + 1);
  const app = await startApp();
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  const api = connectApi(app.url);
  try {
    const datasetId = await makeDataset(pool, { name: 'Killed database' });
    const sampleIds = await makeSamples(pool, datasetId, { count: SAMPLE_COUNT });
    const classes = await makeClasses(pool, datasetId, ['One', 'Two', 'Three']);

    const acknowledged = new Map<string, number>();
    let killCount = 0;
    let revision = 0;
    const isDone = () => killCount >= KILL_COUNT || !budget.hasTime();
    const act = async () => {
      while (!isDone()) {
        const next = chooseAct(random, sampleIds, classes, revision);
        const answer = await sendUntilAnswered(api, datasetId, next);
        if (answer === null) continue;
        acknowledged.set(next.idempotencyKey, answer.operation.sampleCount);
        revision = answer.progress.revision;
      }
    };
    const kill = async () => {
      while (!isDone()) {
        await delay(200 + killRandom() * 1_200);
        await killPostgres(app, pool);
        killCount += 1;
        await expectKept(pool, new Map(acknowledged));
      }
    };
    await Promise.all([act(), kill()]);
    budget.say(`killed Postgres ${killCount} of ${KILL_COUNT} times, ${acknowledged.size} acts acknowledged and kept`);

    await expectKept(pool, acknowledged);
    expect(await findInconsistencies(pool, app.dataDir, { isIdle: true })).toEqual([]);
    const { rows } = await pool.query('SELECT count(*)::int AS count FROM "Operation"');
    expect(rows).toEqual([{ count: acknowledged.size }]);
  } catch (error) {
    process.stdout.write(`${app.readLogs()}\n`);
    throw error;
  } finally {
    await pool.end();
    await app.remove();
  }
});
