import { it } from 'vitest';
import { checkAgainstModel } from '@/tests/integration/labels/model-check';
import { takeBudget } from '@/tests/support/budget';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
const ROUND = 50;
const MOST = 2_000;

it('random sequences of decisions, undo and redo agree with the model, as many as the time allows', async () => {
  const budget = takeBudget(0.15);
  let runCount = 0;
  for (; budget.hasTime() && runCount < MOST; runCount += ROUND) {
    await checkAgainstModel(database, { runCount: ROUND, limitMs: 120_000, seed: budget.seed + runCount });
  }
  budget.say(`${runCount} of ${MOST} sequences of decisions agreed with the model`);
});
