import { expect, it } from 'vitest';
import { checkAgainstModel } from '@/tests/integration/labels/model-check';
import { takeBudget } from '@/tests/support/budget';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
const RUNS = 1_000;
const STEPS = 50;

it('1,000 random sequences of 50 acts by two people agree with the model after every step', async () => {
  const budget = takeBudget(0.6);
  const runCount = await checkAgainstModel(database, {
    runCount: RUNS,
    seed: budget.seed,
    length: { min: STEPS, max: STEPS },
    hasTime: budget.hasTime,
  });
  budget.say(`${runCount} of ${RUNS} sequences of ${STEPS} acts agreed with the model`);
  expect(runCount).toBeGreaterThan(0);
});
