import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import { database } from '@/lib/db/client.server';
import { inTransaction } from '@/lib/db/transaction.server';
import { listPending, writeEmbeddings, writeProblems } from '@/lib/embeddings/repo.server';
import { useTestDatabase } from '@/tests/support/database';
import { makeDataset, makeSamples } from '@/tests/support/rows';

const own = useTestDatabase();

beforeEach(() => own.clear());

async function makeModel(): Promise<string> {
  const id = uuidv7();
  await own.pool.query(
    `INSERT INTO "EmbeddingModel" (id, name, version, modality, "weightsHash", preprocessing, dimension)
     VALUES ($1, 'made', '1', 'text', '\\x00', '', 1)`,
    [id],
  );
  return id;
}

/** All pages one after another, as the embedding job reads them. */
async function readAll(datasetId: string, modelId: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let afterId: string | null = null; ; ) {
    const page = await listPending(own.db, { datasetId, modelId, afterId, limit });
    expect(page.length).toBeLessThanOrEqual(limit);
    ids.push(...page.map(({ id }) => id));
    afterId = page.at(-1)?.id ?? null;
    if (page.length < limit) return ids;
  }
}

test.each([1, 7, 64, 1_000])('pages of %i hold every sample that waits, once, in order', async (limit) => {
  const datasetId = await makeDataset(own.pool);
  const other = await makeDataset(own.pool, { name: 'Other' });
  await makeSamples(own.pool, other, { count: 5 });
  const modelId = await makeModel();
  const ids = await makeSamples(own.pool, datasetId, { count: 200 });
  // A long stretch that is done, and then every third.
  const done = ids.filter((_, i) => i < 90 || i % 3 === 0);
  const failed = ids[101] ?? '';
  const deleted = ids[103] ?? '';
  await inTransaction(database(), async (client) => {
    await writeEmbeddings(client, { modelId, sampleIds: done, vectors: new Uint8Array(done.length * 4) });
    await writeProblems(client, modelId, [{ sampleId: failed, reason: 'made' }]);
  });
  await own.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [deleted]);
  const waiting = ids.filter((id) => !done.includes(id) && id !== failed && id !== deleted);
  expect(await readAll(datasetId, modelId, limit)).toEqual(waiting);
});

test('a transaction that throws leaves nothing', async () => {
  const datasetId = await makeDataset(own.pool);
  const modelId = await makeModel();
  const sampleIds = await makeSamples(own.pool, datasetId, { count: 3 });
  const failing = inTransaction(database(), async (client) => {
    await writeEmbeddings(client, { modelId, sampleIds, vectors: new Uint8Array(12) });
    throw new Error('stopped');
  });
  await expect(failing).rejects.toThrow('stopped');
  expect(await readAll(datasetId, modelId, 10)).toEqual(sampleIds);
});
