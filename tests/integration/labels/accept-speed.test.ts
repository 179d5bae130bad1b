import { expect, it } from 'vitest';
import { findContradictions, makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
const TRIES = 4;

// `npm run bench` measures the time on a quiet machine; here, beside other tests, the bound only tells a slip of an order.
const BOUND_MS = 2_500;

it('accepts 5,000 samples at once and soon, and 10,000 in one transaction', async () => {
  const desk = await makeDesk(database.pool, { count: 10_100 + TRIES * 5_000 });
  const accept = async (from: number, count: number): Promise<number> => {
    const sampleIds = desk.sampleIds.slice(from, from + count);
    const startedAt = performance.now();
    const answer = await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds });
    expect(answer.operation.sampleCount).toBe(count);
    return performance.now() - startedAt;
  };
  await accept(10_000, 100);
  const timesMs: number[] = [];
  for (let i = 0; i < TRIES; i++) timesMs.push(await accept(10_100 + i * 5_000, 5_000));
  const wholeMs = await accept(0, 10_000);
  console.info(`accept 5,000: ${timesMs.map((ms) => ms.toFixed(0)).join(', ')} ms; 10,000: ${wholeMs.toFixed(0)} ms`);
  expect(Math.min(...timesMs)).toBeLessThan(BOUND_MS);
  const undone = await desk.undoAs();
  expect(undone.sampleIds).toHaveLength(10_000);
  expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
});
