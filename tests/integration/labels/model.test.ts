import { it } from 'vitest';
import { checkAgainstModel } from '@/tests/integration/labels/model-check';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

// Seeded, so that the same commit passes or fails the same way; the long tier goes on with other seeds.
it('decisions, undo and redo agree with the model, and labels can be rebuilt from the operations', async () => {
  await checkAgainstModel(database, { runCount: 200, limitMs: 90_000, seed: 20_261_123 });
}, 180_000);
