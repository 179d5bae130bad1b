import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import { openDataset } from '@/lib/datasets/access.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { jobHandlers as embedHandlers } from '@/lib/embeddings/jobs.server';
import { describeModelView } from '@/lib/embeddings/model-view.server';
import { removeOwnModel } from '@/lib/embeddings/own-model-keep.server';
import type { VectorChoices, VectorDeliverySummary } from '@/lib/embeddings/own-vectors';
import {
  announceVectors,
  cancelVectors,
  changeVectors,
  describeDelivery,
  inspectVectors,
  listVectorsLeftOut,
  startVectors,
  takeVectorFile,
} from '@/lib/embeddings/own-vectors.server';
import { removeAbandonedVectors, rowsFile } from '@/lib/embeddings/vector-staging.server';
import { jobHandlers } from '@/lib/embeddings/vectors-jobs.server';
import { answerLeftOutCsv } from '@/lib/exchange/vectors-left-out.server';
import { cancelJob, enqueueJob } from '@/lib/jobs/repo.server';
import { purge } from '@/lib/samples/jobs.server';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { npyOfFloats, npyOfTexts } from '@/tests/support/npy-bytes';
import { makeDataset, makePerson, makeSamples } from '@/tests/support/rows';

const own = useTestDatabase();

beforeAll(buildBundles);
beforeEach(() => own.clear());

type Bytes = { name: string; bytes: Buffer };

const vector = (seed: number) => Array.from({ length: 8 }, (_, i) => Math.fround(Math.sin(9 * seed + i)));
const csv = (rows: readonly (readonly [string, readonly number[]])[]): Bytes => ({
  name: 'runs/clip-b32.csv',
  bytes: Buffer.from(['id,vector', ...rows.map(([id, numbers]) => `${id},${numbers.join(' ')}`)].join('\n')),
});

async function deliver(datasetId: string, files: Bytes[]): Promise<VectorDeliverySummary> {
  const actor = await makePerson(own.pool);
  const announced = files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length }));
  const { id } = await announceVectors(actor, datasetId, { files: announced });
  for (const [position, { bytes }] of files.entries()) {
    const headers = { 'X-Content-SHA256': createHash('sha256').update(bytes).digest('hex') };
    const request = new Request('http://localhost/', { method: 'PUT', headers, body: new Uint8Array(bytes) });
    await takeVectorFile({ deliveryId: id, position }, request);
  }
  await inspectVectors(id);
  await drainJobs(jobHandlers);
  return describeDelivery(own.db, id);
}

async function change(id: string, choices: VectorChoices): Promise<VectorDeliverySummary> {
  await changeVectors(id, choices);
  await drainJobs(jobHandlers);
  return describeDelivery(own.db, id);
}

async function start(id: string, cluster = false): Promise<VectorDeliverySummary> {
  await startVectors(id, { cluster });
  await drainJobs(jobHandlers);
  return describeDelivery(own.db, id);
}

async function embeddings(): Promise<Map<string, number[]>> {
  const { rows } = await own.pool.query<{ id: string; vector: Buffer }>(
    'SELECT "sampleId" AS id, vector FROM "Embedding" ORDER BY "sampleId"',
  );
  return new Map(rows.map(({ id, vector }) => [id, [...new Float32Array(new Uint8Array(vector).buffer)]]));
}

async function problems(): Promise<string[]> {
  const { rows } = await own.pool.query<{ id: string }>('SELECT "sampleId" AS id FROM "EmbeddingProblem" ORDER BY 1');
  return rows.map(({ id }) => id);
}

/** Pictures in folders, one of them twice under the same file name. */
async function makePhotos(): Promise<{ datasetId: string; ids: string[] }> {
  const datasetId = await makeDataset(own.pool, { modality: 'image' });
  const ids = await makeSamples(own.pool, datasetId, { texts: ['a/one.jpg', 'a/two.jpg', 'b/two.jpg', 'b/three.jpg'] });
  await own.pool.query(
    `UPDATE "SampleOrigin" SET name = sample.preview FROM "Sample" AS sample WHERE sample.id = "sampleId"`,
  );
  return { datasetId, ids };
}

describe('bringing vectors', () => {
  test('by the names of pictures, from .npy files, becomes a model of the dataset and clusters at once', async () => {
    const { datasetId, ids } = await makePhotos();
    const names = ['b/two.jpg', 'a/one.jpg', 'nowhere.jpg'];
    const files = [
      { name: 'clip.npy', bytes: npyOfFloats([vector(1), vector(2), vector(3)]) },
      { name: 'names.npy', bytes: npyOfTexts(names) },
    ];
    const ready = await deliver(datasetId, files);
    expect(ready).toMatchObject({
      name: 'clip',
      status: 'ready',
      inspection: {
        source: { format: 'npy', dimension: 8, numbers: 'float32' },
        rowCount: 3,
        matchBy: 'name',
        outcomes: { matched: 2, unmatched: 1 },
        sampleCount: 4,
        withoutVectorCount: 2,
      },
    });
    expect(await embeddings()).toEqual(new Map());

    const done = await start(ready.id, true);
    expect(done).toMatchObject({ status: 'committed', message: null });
    expect(await embeddings()).toEqual(
      new Map([
        [ids[0], vector(2)],
        [ids[2], vector(1)],
      ]),
    );
    expect(await problems()).toEqual([ids[1], ids[3]]);
    const model = await chosenModel(own.db, await openDataset(own.db, datasetId));
    expect(model).toMatchObject({ id: done.modelId, name: 'clip', version: '1', source: 'vectors', dimension: 8 });
    expect(await describeModelView(own.db, ids[0] ?? '')).toEqual({
      modality: 'vectors',
      modelName: 'clip',
      dimension: 8,
    });
    const { rows } = await own.pool.query(`SELECT payload FROM "Job" WHERE kind = 'cluster'`);
    expect(rows).toEqual([{ payload: { datasetId, k: null, seed: 1 } }]);
    // What was left out stays listed; the numbers are gone from staging.
    expect((await listVectorsLeftOut(ready.id, { limit: 10 })).rows).toMatchObject([
      { position: 3, id: 'nowhere.jpg' },
    ]);
    expect(existsSync(rowsFile(ready.id))).toBe(false);
  });

  test('says which ids matched by what, and matches by another key when asked', async () => {
    const { datasetId, ids } = await makePhotos();
    await own.pool.query(`UPDATE "SampleOrigin" SET "externalId" = 'x' || position`);
    const rows = ['one.jpg', 'two.jpg', 'three.jpg'].map((id, i) => [id, vector(i)] as const);
    const ready = await deliver(datasetId, [csv([...rows, [(ids[1] ?? '').toUpperCase(), vector(9)]])]);
    expect(ready.inspection).toMatchObject({
      matchBy: 'base-name',
      matches: [
        { by: 'sample-id', rowCount: 1 },
        { by: 'external-id', rowCount: 0 },
        { by: 'name', rowCount: 0 },
        { by: 'base-name', rowCount: 2 },
      ],
      outcomes: { matched: 2, ambiguous: 1, unmatched: 1 },
    });
    const { rows: leftOut } = await listVectorsLeftOut(ready.id, { limit: 10 });
    expect(leftOut[0]?.reason).toBe('More than one sample of the dataset has this file name.');

    const byId = await change(ready.id, { matchBy: 'sample-id', name: 'By UUID' });
    expect(byId).toMatchObject({
      name: 'By UUID',
      inspection: { outcomes: { matched: 1, unmatched: 3, ambiguous: 0 } },
    });
    await start(ready.id);
    expect([...(await embeddings()).keys()]).toEqual([ids[1]]);
  });

  test('reads another column of ids when asked', async () => {
    const datasetId = await makeDataset(own.pool);
    const ids = await makeSamples(own.pool, datasetId, { count: 2 });
    const lines = ids.map((id, i) => `k${i},${id},${vector(i).join(' ')}`);
    const file = { name: 'v.csv', bytes: Buffer.from(['id,uuid_column,vector', ...lines].join('\n')) };
    const ready = await deliver(datasetId, [file]);
    expect(ready.inspection).toMatchObject({
      source: { idColumn: 'id', idColumns: ['id', 'uuid_column'] },
      outcomes: { matched: 0 },
    });
    await expect(startVectors(ready.id, { cluster: false })).rejects.toThrow('No row matches a sample');
    const other = await change(ready.id, { idColumn: 'uuid_column' });
    expect(other.inspection).toMatchObject({ matchBy: 'sample-id', outcomes: { matched: 2 } });
  });

  test('takes equal vectors of one sample once, and different ones only when told', async () => {
    const { datasetId, ids } = await makePhotos();
    const rows = [vector(1), vector(1), vector(2)].map((numbers) => ['a/one.jpg', numbers] as const);
    const ready = await deliver(datasetId, [csv(rows)]);
    expect(ready.inspection?.outcomes).toMatchObject({ matched: 1, same: 1, different: 1 });
    const { rows: leftOut } = await listVectorsLeftOut(ready.id, { limit: 10 });
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      'Row 1 gives the same vector to the same sample.',
      'Row 1 gives another vector to the same sample.',
    ]);
    await expect(startVectors(ready.id, { cluster: false })).rejects.toThrow('1 rows give another vector');
    await change(ready.id, { duplicates: 'first' });
    await start(ready.id);
    expect(await embeddings()).toEqual(new Map([[ids[0], vector(1)]]));
  });

  test('lists rows that cannot be used, as a file too, guarded against spreadsheets', async () => {
    const { datasetId } = await makePhotos();
    const bad = vector(2).with(3, Number.NaN);
    const rows = [
      ['a/one.jpg', vector(1)] as const,
      ['=HYPERLINK("x")', vector(1)] as const,
      ['a/two.jpg', bad] as const,
    ];
    const ready = await deliver(datasetId, [csv([...rows, ['b/two.jpg', vector(1).slice(1)]])]);
    expect(ready.inspection?.outcomes).toMatchObject({ matched: 1, unmatched: 1, 'not-finite': 1, 'wrong-length': 1 });
    const text = await (await answerLeftOutCsv(ready.id)).text();
    expect(text.split('\n').map((line) => line.trim())).toEqual([
      'row,id,outcome,reason',
      `2,"'=HYPERLINK(""x"")",unmatched,No sample of the dataset has this name or path.`,
      '3,a/two.jpg,not-finite,Number 4 of the vector is not a number or missing.',
      '4,b/two.jpg,wrong-length,The vector has 7 numbers; the others have 8.',
      '',
    ]);
    const page = await listVectorsLeftOut(ready.id, { limit: 2 });
    expect(page).toMatchObject({ nextCursor: '3' });
    expect(await listVectorsLeftOut(ready.id, { after: '3', limit: 2 })).toMatchObject({ nextCursor: null });
  });

  test('a second time makes another model, and samples imported later are listed without a vector', async () => {
    const { datasetId, ids } = await makePhotos();
    const first = await start((await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])])).id);
    const second = await start((await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])])).id);
    expect(second.modelId).not.toBe(first.modelId);
    const model = await chosenModel(own.db, await openDataset(own.db, datasetId));
    expect(model).toMatchObject({ id: second.modelId, version: '2' });
    await expect(removeOwnModel(own.db, second.modelId ?? '')).rejects.toThrow('is used by the dataset');
    await removeOwnModel(own.db, first.modelId ?? '');
    expect(await own.db.embedding.count({ where: { modelId: first.modelId ?? '' } })).toBe(0);
    expect((await describeDelivery(own.db, first.id)).modelId).toBeNull();

    const [late = ''] = await makeSamples(own.pool, datasetId, { texts: ['late.jpg'] });
    await enqueueJob(own.db, { kind: 'embed', payload: { datasetId, chain: false }, datasetId });
    const [job] = await drainJobs(embedHandlers);
    expect(job).toMatchObject({ status: 'succeeded' });
    const { rows } = await own.pool.query('SELECT "sampleId" AS id FROM "EmbeddingProblem" WHERE "modelId" = $1', [
      second.modelId,
    ]);
    expect(rows.map(({ id }) => id).sort()).toEqual([...ids.slice(1), late].sort());
  });
});

describe('what ends a delivery', () => {
  test('a file that cannot be read fails it with the reason, and leaves nothing', async () => {
    const { datasetId } = await makePhotos();
    const cut = { name: 'v.npz', bytes: Buffer.from('PK\x03\x04 cut off') };
    const failed = await deliver(datasetId, [cut]);
    expect(failed).toMatchObject({ status: 'failed', message: expect.stringContaining('zip archive cannot be read') });
    expect((await listVectorsLeftOut(failed.id, { limit: 5 })).rows).toEqual([]);
    await expect(startVectors(failed.id, { cluster: false })).rejects.toThrow('they are failed');
  });

  test('bytes that differ from what was announced are refused', async () => {
    const { datasetId } = await makePhotos();
    const actor = await makePerson(own.pool);
    const { id } = await announceVectors(actor, datasetId, { files: [{ name: 'v.csv', sizeBytes: 4 }] });
    const headers = { 'X-Content-SHA256': 'ab'.repeat(32) };
    const request = () => new Request('http://localhost/', { method: 'PUT', headers, body: 'abcd' });
    await expect(takeVectorFile({ deliveryId: id, position: 0 }, request())).rejects.toThrow('was announced');
    await expect(takeVectorFile({ deliveryId: id, position: 1 }, request())).rejects.toThrow('There is no file');
    await expect(inspectVectors(id)).rejects.toThrow('1 of the announced files have not arrived');
  });

  test('cancelling removes what was staged, at every stage before the commit', async () => {
    const { datasetId } = await makePhotos();
    const ready = await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])]);
    await startVectors(ready.id, { cluster: true });
    expect(await cancelVectors(ready.id)).toMatchObject({ status: 'cancelled' });
    await drainJobs(jobHandlers);
    expect(await describeDelivery(own.db, ready.id)).toMatchObject({ status: 'cancelled' });
    expect(existsSync(rowsFile(ready.id))).toBe(false);
    expect((await own.pool.query('SELECT FROM "VectorRow"')).rowCount).toBe(0);
    expect((await own.pool.query('SELECT FROM "EmbeddingModel"')).rowCount).toBe(0);
  });

  test('a job that is stopped while it writes leaves nothing of it, and can be started again', async () => {
    const { datasetId } = await makePhotos();
    const ready = await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])]);
    const { jobId } = await startVectors(ready.id, { cluster: false });
    await own.db.$transaction((tx) => cancelJob(tx, jobId ?? ''));
    await drainJobs(jobHandlers);
    expect(await describeDelivery(own.db, ready.id)).toMatchObject({ status: 'ready' });
    expect(await start(ready.id)).toMatchObject({ status: 'committed' });
  });

  test('a commit that fails writes nothing', async () => {
    const { datasetId } = await makePhotos();
    const ready = await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])]);
    await own.pool.query(`ALTER TABLE "Embedding" ADD CONSTRAINT broken CHECK (false) NOT VALID`);
    try {
      expect(await start(ready.id)).toMatchObject({ status: 'ready', modelId: null });
    } finally {
      await own.pool.query(`ALTER TABLE "Embedding" DROP CONSTRAINT broken`);
    }
    expect((await own.pool.query('SELECT FROM "EmbeddingModel"')).rowCount).toBe(0);
  });

  test('deleting the dataset for good takes its vectors along', async () => {
    const { datasetId } = await makePhotos();
    const done = await start((await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])])).id);
    await own.pool.query(
      `INSERT INTO "ClusterRun" (id, "datasetId", number, "modelId", k, "kReason", seed, parameters, "sampleCount", iterations, inertia)
       VALUES (gen_random_uuid(), $1, 1, $2, 1, '', 1, '{}', 1, 1, 0)`,
      [datasetId, done.modelId],
    );
    await own.pool.query(`UPDATE "Dataset" SET "deletedAt" = now() - interval '40 days'`);
    const deletedBefore = new Date(Date.now() - 30 * 86_400_000);
    await purge({ ...own, close: async () => undefined }, { deletedBefore, signal: new AbortController().signal });
    for (const table of ['Dataset', 'EmbeddingModel', 'Embedding', 'VectorDelivery']) {
      expect((await own.pool.query(`SELECT FROM "${table}"`)).rowCount, table).toBe(0);
    }
  });

  test('one that nobody starts ends after a week', async () => {
    const { datasetId } = await makePhotos();
    const ready = await deliver(datasetId, [csv([['a/one.jpg', vector(1)]])]);
    const database = { db: own.db, pool: own.pool, close: async () => undefined };
    await removeAbandonedVectors(database);
    expect(existsSync(rowsFile(ready.id))).toBe(true);
    await own.pool.query(`UPDATE "VectorDelivery" SET "createdAt" = now() - interval '8 days'`);
    await removeAbandonedVectors(database);
    expect(await describeDelivery(own.db, ready.id)).toMatchObject({ status: 'cancelled' });
    expect(existsSync(rowsFile(ready.id))).toBe(false);
  });
});
