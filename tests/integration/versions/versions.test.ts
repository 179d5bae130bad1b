import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import { cancelJob } from '@/lib/jobs/repo.server';
import { readBlob, storeBlob } from '@/lib/storage/blobs.server';
import { jobHandlers } from '@/lib/versions/jobs.server';
import { readManifest } from '@/lib/versions/manifest.server';
import { openVersion } from '@/lib/versions/repo.server';
import { withSnapshot } from '@/lib/versions/snapshot-repo.server';
import type { ManifestRow, VersionSummary } from '@/lib/versions/version';
import { diffVersion, listVersionsWithRest, startVersion } from '@/lib/versions/versions.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;
const at = (index: number): string => desk.sampleIds[index] ?? '';

beforeEach(async () => {
  desk = await makeDesk(database.pool, { count: 6 });
});

async function freeze(note = ''): Promise<VersionSummary> {
  const { id } = await startVersion(db(), { dataset: desk.dataset, actor: desk.ada, note });
  await drainJobs(jobHandlers);
  return (await openVersion(db(), id)).summary;
}

async function manifestOf(version: VersionSummary): Promise<ManifestRow[]> {
  const rows: ManifestRow[] = [];
  for await (const row of readManifest(new Uint8Array(Buffer.from(version.contentHash ?? '', 'hex')))) rows.push(row);
  return rows;
}

describe('freezing', () => {
  it('writes all that an export needs, in the order of ids, and counts', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(2)] });
    const version = await freeze('for the paper');
    expect(version).toMatchObject({
      number: 1,
      status: 'frozen',
      revision: 1,
      note: 'for the paper',
      sampleCount: 6,
      labelCount: 2,
      personName: 'Ada',
    });
    expect(version.classCounts.map(({ name, count }) => [name, count])).toEqual([
      ['cardboard', 0],
      ['glass', 2],
      ['paper', 0],
    ]);
    const rows = await manifestOf(version);
    expect(rows.map((row) => row.sampleId)).toEqual(desk.sampleIds);
    const label = rows[0]?.labels[0];
    expect(rows[0]).toEqual({
      sampleId: at(0),
      payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: 'row 1',
      mediaType: null,
      text: 'sample number 0',
      origins: [{ fileName: 'made.csv', position: 1, name: 'row 1', externalId: null, metadata: null }],
      labels: [
        {
          labelClassId: desk.glass,
          className: 'glass',
          labelSource: 'person',
          operationId: expect.any(String),
          operationSeq: 1,
          person: 'Ada',
          decidedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
      ],
    });
    const { rows: stored } = await database.pool.query('SELECT "decidedAt" FROM "Label" WHERE "sampleId" = $1', [
      at(0),
    ]);
    expect(label?.decidedAt).toBe(stored[0]?.decidedAt.toISOString());
    expect(rows[1]?.labels).toEqual([]);
  });

  it('never changes, whatever is decided, renamed or deleted later', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0)] });
    const version = await freeze();
    const before = await readBlob(Buffer.from(version.contentHash ?? '', 'hex'));
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(0), at(1)] });
    await database.pool.query(`UPDATE "LabelClass" SET name = 'renamed' WHERE id = $1`, [desk.glass]);
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [at(3)]);
    expect((await openVersion(db(), version.id)).summary).toEqual(version);
    expect(await readBlob(Buffer.from(version.contentHash ?? '', 'hex'))).toEqual(before);
    const next = await freeze();
    expect(next).toMatchObject({ number: 2, sampleCount: 5, labelCount: 2 });
  });

  it('gives equal labels an equal content hash', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0)] });
    const first = await freeze();
    const second = await freeze();
    expect(second.contentHash).toBe(first.contentHash);
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(1)] });
    expect((await freeze()).contentHash).not.toBe(first.contentHash);
  });

  it('keeps texts with any character whole', async () => {
    const texts = [
      'line\u2028separator',
      'para\u2029graph\r\nnext',
      '"quotes" \\ back',
      '\ufeffbom \u0001 control',
      '👩‍👩‍👧 é',
    ];
    const datasetId = await makeDataset(database.pool);
    await makeSamples(database.pool, datasetId, { texts });
    const dataset = await openDataset(db(), datasetId);
    const { id } = await startVersion(db(), { dataset, actor: desk.ada, note: '' });
    await drainJobs(jobHandlers);
    const rows = await manifestOf((await openVersion(db(), id)).summary);
    expect(rows.map((row) => row.text)).toEqual(texts);
  });

  it('holds the payloads of images and its manifest against the sweep', async () => {
    const images = await makeDesk(database.pool, { count: 2, modality: 'image' });
    const { rows } = await database.pool.query<{ hash: Buffer }>(
      'SELECT "payloadHash" AS hash FROM "Sample" WHERE "datasetId" = $1',
      [images.datasetId],
    );
    for (const { hash } of rows) {
      await database.pool.query(
        `INSERT INTO "Blob" (hash, "sizeBytes", "mediaType", "referenceCount") VALUES ($1, 5, 'image/png', 1)`,
        [hash],
      );
    }
    const { id } = await startVersion(db(), { dataset: images.dataset, actor: desk.ada, note: '' });
    await drainJobs(jobHandlers);
    const blobs = await database.pool.query(
      `SELECT b."mediaType", b."referenceCount" FROM "VersionBlob" v JOIN "Blob" b USING (hash)
       WHERE v."versionId" = $1 ORDER BY 1`,
      [id],
    );
    expect(blobs.rows).toEqual([
      { mediaType: 'application/jsonl', referenceCount: 1 },
      { mediaType: 'image/png', referenceCount: 2 },
      { mediaType: 'image/png', referenceCount: 2 },
    ]);
  });

  it('reads one moment, whatever is decided while it reads', async () => {
    const seen = await withSnapshot(database.pool, desk.datasetId, async (snapshot) => {
      await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: desk.sampleIds });
      const labels: number[] = [];
      for await (const rows of snapshot.rows) labels.push(...rows.map((row) => row.labels.length));
      return { revision: snapshot.revision, labels };
    });
    expect(seen).toEqual({ revision: 0, labels: [0, 0, 0, 0, 0, 0] });
  });
});

describe('what is refused', () => {
  it('two freezes at once, and a dataset without samples', async () => {
    const request = { dataset: desk.dataset, actor: desk.ada, note: '' };
    const first = await startVersion(db(), request);
    await expect(startVersion(db(), request)).rejects.toThrow('Version 1 is being frozen');
    await expect(diffVersion(db(), first.id, 'now')).rejects.toThrow(Conflict);
    await drainJobs(jobHandlers);
    const empty = await openDataset(db(), await makeDataset(database.pool));
    await expect(startVersion(db(), { ...request, dataset: empty })).rejects.toThrow(Invalid);
    await expect(openVersion(db(), randomUUID())).rejects.toThrow(NotFound);
  });

  it('a cancelled freeze leaves a failed version, and the next one works', async () => {
    const version = await startVersion(db(), { dataset: desk.dataset, actor: desk.ada, note: '' });
    await db().$transaction((tx) => cancelJob(tx, version.jobId ?? ''));
    await drainJobs(jobHandlers);
    expect((await openVersion(db(), version.id)).summary).toMatchObject({ status: 'failed', contentHash: null });
    expect(await freeze()).toMatchObject({ number: 2, status: 'frozen' });
  });
});

describe('comparing', () => {
  it('tells what changed since the previous version, since any, and up to now', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1), at(2)] });
    const first = await freeze();
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(1)] });
    await desk.act({ kind: 'clear', sampleIds: [at(2)] });
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(3)] });
    expect((await listVersionsWithRest(db(), desk.dataset)).since).toEqual({ labelCount: 3 });
    const second = await freeze();
    const expected = {
      fromNumber: 1,
      toNumber: 2,
      addedCount: 1,
      changedCount: 1,
      clearedCount: 1,
      isMultiLabel: false,
      // Paper of the second and glass of the fourth sample came; glass of the second and of the third went.
      gainedLabelCount: 2,
      lostLabelCount: 2,
      classes: [
        { labelClassId: desk.glass, name: 'glass', slot: 1, before: 3, after: 2 },
        { labelClassId: desk.paper, name: 'paper', slot: 2, before: 0, after: 1 },
      ],
      changes: [{ fromClassId: desk.glass, toClassId: desk.paper, count: 1, sampleIds: [at(1)] }],
    };
    expect(await diffVersion(db(), second.id, 'previous')).toEqual(expected);
    expect(await diffVersion(db(), second.id, first.id)).toEqual(expected);
    expect(await diffVersion(db(), first.id, second.id)).toEqual(expected);
    expect(await diffVersion(db(), first.id, 'now')).toEqual({ ...expected, toNumber: null });
    expect(await diffVersion(db(), first.id, 'previous')).toMatchObject({ fromNumber: null, addedCount: 3 });
    expect(await diffVersion(db(), second.id, 'now')).toMatchObject({
      addedCount: 0,
      changedCount: 0,
      clearedCount: 0,
    });
    expect((await listVersionsWithRest(db(), desk.dataset)).since).toEqual({ labelCount: 0 });
  });

  it('does not count what was undone since', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0)] });
    await freeze();
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(0)] });
    await desk.undoAs();
    expect((await listVersionsWithRest(db(), desk.dataset)).since).toEqual({ labelCount: 0 });
  });
});

it('storing the manifest twice keeps one file', async () => {
  const bytes = [new TextEncoder().encode('{"one":1}\n')];
  expect(await storeBlob(bytes)).toEqual(await storeBlob(bytes));
});
