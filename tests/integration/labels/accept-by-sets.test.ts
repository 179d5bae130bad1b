import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { findContradictions, makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();

// How long an accept takes is measured by `npm run bench` on a quiet machine. What makes it fast is held here: the work
// is done by sets, so the number of statements does not grow with the number of samples.
const MOST_STATEMENTS = 20;

it('accepts 10,000 samples in one transaction by as many statements as 10', async () => {
  const desk = await makeDesk(database.pool, { count: 10_120 });
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  const accept = async (from: number, count: number): Promise<number> => {
    const sampleIds = desk.sampleIds.slice(from, from + count);
    spy.mockClear();
    const answer = await desk.act({
      kind: 'accept',
      labelClassId: desk.glass,
      sampleIds,
      revision: from === 0 ? 0 : 1,
    });
    expect(answer.operation.sampleCount).toBe(count);
    return spy.mock.calls.length;
  };
  const few = await accept(0, 10);
  const startedAt = performance.now();
  const many = await accept(100, 10_000);
  console.info(`accept 10,000: ${(performance.now() - startedAt).toFixed(0)} ms, ${many} statements`);
  spy.mockRestore();
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(MOST_STATEMENTS);
  const undone = await desk.undoAs();
  expect(undone.sampleIds).toHaveLength(10_000);
  expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
});
