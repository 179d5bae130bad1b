import { expect, it } from 'vitest';
import { checkAgainstModel } from '@/tests/integration/labels/model-check';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

// Seeded, so that the same commit passes or fails the same way; the long tier goes on with other seeds.
it('what two people do on the review desk agrees with the model, and labels can be rebuilt from the log', async () => {
  const length = { min: 10, max: 25 };
  expect(await checkAgainstModel(database, { runCount: 30, seed: 20_261_123, length })).toBe(30);
}, 180_000);
