import { it } from 'vitest';
import { checkAgainstModel } from '@/tests/integration/labels/model-check';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

it('decisions, undo and redo agree with the model, and labels can be rebuilt from the operations', async () => {
  await checkAgainstModel(database, { runCount: 200, limitMs: 90_000 });
}, 180_000);
