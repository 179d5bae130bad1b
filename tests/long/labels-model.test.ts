import { it } from 'vitest';
import { checkAgainstModel } from '@/tests/integration/labels/model-check';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

it('up to 2,000 random sequences of decisions, undo and redo agree with the model', async () => {
  await checkAgainstModel(database, { runCount: 2_000, limitMs: 300_000 });
});
