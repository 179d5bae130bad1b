import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { expect, it } from 'vitest';
import type { DecisionAnswer } from '@/lib/labels/decision';
import { createRandom, type Random } from '@/lib/math/random';
import { type Api, ApiError } from '@/tests/support/api';
import { takeBudget } from '@/tests/support/budget';
import { type MadeClass, makeClasses, makeDataset, makeSamples } from '@/tests/support/rows';
import { withVictim } from '@/tests/support/victim';

const KILL_COUNT = 20;
const SAMPLE_COUNT = 8_000;

type Act = { idempotencyKey: string; sampleIds: string[]; revision: number } & (
  | { kind: 'accept'; labelClassId: string }
  | { kind: 'clear' }
);

/** A bulk accept of a random part of the samples, 1 to 3,000, or a clear, so that there is always something to accept. */
function chooseAct(random: Random, sampleIds: string[], classes: MadeClass[], revision: number): Act {
  const size = 1 + Math.floor(random() ** 2 * 3_000);
  const start = Math.floor(random() * (sampleIds.length - size));
  const common = { idempotencyKey: randomUUID(), sampleIds: sampleIds.slice(start, start + size), revision };
  if (random() < 0.4) return { ...common, kind: 'clear' };
  return { ...common, kind: 'accept', labelClassId: classes[Math.floor(random() * classes.length)]?.id ?? '' };
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

async function expectKept(pool: pg.Pool, acknowledged: Map<string, number>): Promise<void> {
  const { rows } = await pool.query<{ key: string; count: number }>(
    `SELECT o."idempotencyKey" AS key, count(e."sampleId")::int AS count
     FROM "Operation" o LEFT JOIN "OperationEffect" e ON e."operationId" = o.id GROUP BY 1`,
  );
  const stored = new Map(rows.map(({ key, count }) => [key, count]));
  const lost = [...acknowledged].filter(([key, count]) => stored.get(key) !== count);
  expect(lost).toEqual([]);
}

it('keeps every acknowledged act, whole, when Postgres is killed while it accepts', () =>
  withVictim(async (victim) => {
    const budget = takeBudget(0.3);
    const random = createRandom(budget.seed);
    const killRandom = createRandom(budget.seed + 1);
    const datasetId = await makeDataset(victim.pool, { name: 'Killed database' });
    const sampleIds = await makeSamples(victim.pool, datasetId, { count: SAMPLE_COUNT });
    const classes = await makeClasses(victim.pool, datasetId, ['One', 'Two', 'Three']);

    const acknowledged = new Map<string, number>();
    let revision = 0;
    const isDone = () => victim.killCount >= KILL_COUNT || !budget.hasTime();
    const act = async () => {
      while (!isDone()) {
        const next = chooseAct(random, sampleIds, classes, revision);
        const answer = await sendUntilAnswered(victim.api, datasetId, next);
        if (answer === null) continue;
        acknowledged.set(next.idempotencyKey, answer.operation.sampleCount);
        revision = answer.progress.revision;
      }
    };
    const kill = async () => {
      while (!isDone()) {
        await delay(300 + killRandom() * 2_500);
        await victim.kill('postgres');
        await expectKept(victim.pool, new Map(acknowledged));
      }
    };
    await Promise.all([act(), kill()]);
    budget.say(
      `killed Postgres ${victim.killCount} of ${KILL_COUNT} times, ${acknowledged.size} acts acknowledged and kept`,
    );

    await expectKept(victim.pool, acknowledged);
    expect(await victim.examine({ isIdle: true })).toEqual([]);
    const { rows } = await victim.pool.query('SELECT count(*)::int AS count FROM "Operation"');
    expect(rows).toEqual([{ count: acknowledged.size }]);
  }));
