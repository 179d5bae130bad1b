import { expect, it } from 'vitest';
import { findContradictions, makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

it('accepts 5,000 samples in under 500 ms, and 10,000 in one transaction', async () => {
  const desk = await makeDesk(database.pool, { count: 25_000 });
  const accept = async (from: number, to: number): Promise<number> => {
    const startedAt = performance.now();
    const sampleIds = desk.sampleIds.slice(from, to);
    const answer = await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds });
    expect(answer.operation.sampleCount).toBe(to - from);
    return performance.now() - startedAt;
  };
  await accept(20_000, 20_100);
  const timesMs = [await accept(0, 5_000), await accept(5_000, 10_000), await accept(10_000, 20_000)];
  console.info(
    `accept 5,000: ${timesMs[0]?.toFixed(0)} and ${timesMs[1]?.toFixed(0)} ms, 10,000: ${timesMs[2]?.toFixed(0)} ms`,
  );
  // The best of two: other work on the machine only ever adds.
  expect(Math.min(timesMs[0] ?? 0, timesMs[1] ?? 0)).toBeLessThan(500);
  const undone = await desk.undoAs();
  expect(undone.sampleIds).toHaveLength(10_000);
  expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
});
