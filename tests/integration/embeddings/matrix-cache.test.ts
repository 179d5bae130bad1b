import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { config } from '@/lib/config.server';
import { database } from '@/lib/db/client.server';
import { purge } from '@/lib/samples/jobs.server';
import { datasetCacheFolder, makeRoom } from '@/lib/storage/cache.server';
import { useTestDatabase } from '@/tests/support/database';
import { makeDataset } from '@/tests/support/rows';

const own = useTestDatabase();

beforeEach(async () => {
  await own.clear();
  await rm(config().paths.cache, { recursive: true, force: true });
});

/** An entry of 1,000 bytes that was used so many minutes ago. */
async function makeEntry(datasetId: string, name: string, minutesAgo: number): Promise<void> {
  const folder = path.join(datasetCacheFolder(datasetId), name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'vectors.f32'), Buffer.alloc(1_000));
  const used = new Date(Date.now() - minutesAgo * 60_000);
  await utimes(folder, used, used);
}

test('room is made by what was not used for longest, and not by what was used just now', async () => {
  await makeEntry('one', 'oldest', 300);
  await makeEntry('one', 'newer', 100);
  await makeEntry('two', 'older', 200);
  await makeEntry('two', 'now', 1);
  // Four thousand bytes are there: two entries must go.
  await makeRoom(config().CACHE_BYTES - 2_000);
  expect(await readdir(datasetCacheFolder('one'))).toEqual(['newer']);
  expect(await readdir(datasetCacheFolder('two'))).toEqual(['now']);
  await makeRoom(config().CACHE_BYTES);
  expect(await readdir(datasetCacheFolder('one'))).toEqual([]);
  expect(await readdir(datasetCacheFolder('two'))).toEqual(['now']);
});

test('nothing goes while all fits, or while there is no cache', async () => {
  await makeRoom(1_000);
  await makeEntry('one', 'oldest', 300);
  await makeRoom(1_000);
  expect(await readdir(datasetCacheFolder('one'))).toEqual(['oldest']);
});

test('the daily purge takes away what is cached of deleted and unknown datasets', async () => {
  const kept = await makeDataset(own.pool);
  const deleted = await makeDataset(own.pool, { name: 'Deleted' });
  await own.pool.query('UPDATE "Dataset" SET "deletedAt" = now() WHERE id = $1', [deleted]);
  for (const name of [kept, deleted, 'stranger']) await makeEntry(name, 'entry', 0);
  await purge(database(), { deletedBefore: new Date(0), signal: new AbortController().signal });
  expect(await readdir(config().paths.cache)).toEqual([kept]);
});
