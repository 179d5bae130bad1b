import { beforeEach, expect, test } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { deleteDataset, restoreDataset } from '@/lib/datasets/repo.server';
import { database } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { listDeleted } from '@/lib/samples/deleted-repo.server';
import { purge } from '@/lib/samples/jobs.server';
import {
  deleteImport,
  deleteSample,
  deleteSamples,
  restoreImport,
  restoreSample,
  restoreSamples,
} from '@/lib/samples/repo.server';
import type { SampleRestoration } from '@/lib/samples/sample';
import { hasBlob, storeBlob } from '@/lib/storage/blobs.server';
import { referenceBlobs, releaseBlobsOf } from '@/lib/storage/repo.server';
import { reportStorage, sweepBlobs } from '@/lib/storage/sweep.server';
import { useTestDatabase } from '@/tests/support/database';
import { makeClasses, makeDataset, makeImport, makePerson, makeSamples } from '@/tests/support/rows';

const own = useTestDatabase();

beforeEach(() => own.clear());

async function makeLabeled() {
  const { pool } = own;
  const { personId } = await makePerson(pool);
  const datasetId = await makeDataset(pool);
  const importId = await makeImport(pool, datasetId, personId);
  const [first, second, third] = await makeSamples(pool, datasetId, { texts: ['a', 'b', 'c'], importId });
  const [labelClass] = await makeClasses(pool, datasetId, ['good']);
  await pool.query(
    `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
     VALUES ($1, $2, $3, 'person', $1, $4, now())`,
    [first, labelClass?.id, datasetId, personId],
  );
  await pool.query(`UPDATE "Dataset" SET "labeledCount" = 1 WHERE id = $1`, [datasetId]);
  await pool.query(`UPDATE "LabelClass" SET "labelCount" = 1 WHERE id = $1`, [labelClass?.id]);
  return { personId, datasetId, importId, first: first ?? '', second: second ?? '', third: third ?? '' };
}

async function readCounts(datasetId: string) {
  const { rows } = await own.pool.query(
    `SELECT d."sampleCount", d."labeledCount", c."labelCount" FROM "Dataset" d
     JOIN "LabelClass" c ON c."datasetId" = d.id WHERE d.id = $1`,
    [datasetId],
  );
  return rows[0];
}

test('a deleted sample leaves the counters with its label, and comes back with it', async () => {
  const { datasetId, first, personId } = await makeLabeled();
  await own.db.$transaction((tx) => deleteSample(tx, first, personId));
  await own.db.$transaction((tx) => deleteSample(tx, first, personId));
  expect(await readCounts(datasetId)).toEqual({ sampleCount: 2, labeledCount: 0, labelCount: 0 });
  await own.db.$transaction((tx) => restoreSample(tx, first));
  await own.db.$transaction((tx) => restoreSample(tx, first));
  expect(await readCounts(datasetId)).toEqual({ sampleCount: 3, labeledCount: 1, labelCount: 1 });
});

test('a deleted import keeps what another import brought too, and does not revive what was deleted by hand', async () => {
  const { datasetId, importId, personId, first, second, third } = await makeLabeled();
  const other = await makeImport(own.pool, datasetId, personId);
  await own.pool.query(
    `INSERT INTO "SampleOrigin" (id, "datasetId", "sampleId", "importId", "originKey", "fileName", position, name)
     VALUES (gen_random_uuid(), $1, $2, $3, '\\x01', 'b.csv', 1, 'row 1')`,
    [datasetId, second, other],
  );
  await own.db.$transaction((tx) => deleteSample(tx, third, personId));
  await own.db.$transaction((tx) => deleteImport(tx, importId, personId));
  expect(await readCounts(datasetId)).toEqual({ sampleCount: 1, labeledCount: 0, labelCount: 0 });
  await own.db.$transaction((tx) => restoreImport(tx, importId));
  expect(await readCounts(datasetId)).toEqual({ sampleCount: 2, labeledCount: 1, labelCount: 1 });
  const { rows } = await own.pool.query(`SELECT id FROM "Sample" WHERE "deletedAt" IS NULL ORDER BY id`);
  expect(rows.map((row) => row.id)).toEqual([first, second]);
});

test('deleted samples are listed by the moment of it, and some, one moment or all come back', async () => {
  const { datasetId, importId, personId, first, second, third } = await makeLabeled();
  const dataset = await openDataset(own.db, datasetId);
  const other = await makeImport(own.pool, datasetId, personId);
  await makeSamples(own.pool, datasetId, { texts: ['d'], importId: other });
  await own.db.$transaction((tx) => deleteImport(tx, other, personId));
  await own.db.$transaction((tx) => deleteSamples(tx, dataset, { sampleIds: [first, second], personId }));
  await own.db.$transaction((tx) => deleteSample(tx, third, personId));
  // As rows are that were deleted before it was kept by whom.
  await own.pool.query(`UPDATE "Sample" SET "deletedById" = NULL WHERE id = $1`, [third]);
  const { totalCount, acts } = await listDeleted(own.db, dataset);
  // What left with its import comes back with it.
  expect(totalCount).toBe(3);
  expect(acts.map(({ personName }) => personName)).toEqual([null, 'Ada']);
  expect(acts.map(({ count, samples }) => [count, samples.map(({ preview }) => preview)])).toEqual([
    [1, ['c']],
    [2, ['a', 'b']],
  ]);
  const restore = (wanted: SampleRestoration) => own.db.$transaction((tx) => restoreSamples(tx, dataset, wanted));
  expect(await restore({ sampleIds: [first] })).toBe(1);
  expect(await restore({ deletedAt: acts[1]?.deletedAt })).toBe(1);
  expect(await restore({ all: true })).toBe(1);
  expect(await listDeleted(own.db, dataset)).toEqual({ totalCount: 0, acts: [] });
  expect(await readCounts(datasetId)).toEqual({ sampleCount: 3, labeledCount: 1, labelCount: 1 });
  await own.db.$transaction((tx) => deleteImport(tx, importId, personId));
  expect((await listDeleted(own.db, dataset)).totalCount).toBe(0);
});

test('a purge takes only what was deleted before its moment, and the rows that hang on it', async () => {
  const { datasetId, first, personId } = await makeLabeled();
  await own.db.$transaction((tx) => deleteSample(tx, first, personId));
  const { signal } = new AbortController();
  const before = { deletedBefore: new Date(Date.now() - 60_000), signal };
  expect(await purge(database(), before)).toMatchObject({ samples: 0 });
  const after = { deletedBefore: new Date(Date.now() + 60_000), signal };
  expect(await purge(database(), after)).toMatchObject({ samples: 1 });
  expect(await own.db.label.count()).toBe(0);
  await deleteDataset(own.db, await openDataset(own.db, datasetId));
  await restoreDataset(own.db, datasetId);
  await deleteDataset(own.db, await openDataset(own.db, datasetId));
  await purge(database(), after);
  expect(await own.db.dataset.count()).toBe(0);
  expect(await own.db.sample.count()).toBe(0);
});

test('a sweep removes what nothing references, after its grace, and bytes on disk equal bytes counted', async () => {
  const kept = await storeBlob([Buffer.from('kept')]);
  const loose = await storeBlob([Buffer.from('loose')]);
  const released = await storeBlob([Buffer.from('released')]);
  const rows = [kept, released].map((blob) => ({ ...blob, mediaType: 'text/plain' }));
  await referenceBlobs(own.db, [...rows, ...rows.slice(1)]);
  await releaseBlobsOf(own.db, Prisma.sql`SELECT ${released.hash}::bytea AS "hash"`);
  expect(await sweepBlobs()).toEqual({ removedFiles: 0, removedBytes: 0, removedRows: 0 });
  const later = { nowMs: Date.now() + 2 * 60 * 60 * 1000 };
  expect(await sweepBlobs(later)).toEqual({ removedFiles: 1, removedBytes: 5, removedRows: 0 });
  expect(await hasBlob(loose.hash)).toBe(false);
  await releaseBlobsOf(own.db, Prisma.sql`SELECT ${released.hash}::bytea AS "hash"`);
  expect(await sweepBlobs(later)).toEqual({ removedFiles: 1, removedBytes: 8, removedRows: 1 });
  expect(await own.db.blob.findUnique({ where: { hash: released.hash } })).toBeNull();
  const { blobs } = await reportStorage(own.db);
  expect(blobs).toMatchObject({ bytesOnDisk: 4, bytesCounted: 4, filesOnDisk: 1, unreferencedBytes: 0 });
});
