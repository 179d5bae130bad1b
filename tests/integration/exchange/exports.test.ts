import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBuffer } from 'yauzl';
import { GET as getFile } from '@/app/api/exports/[exportId]/file/route';
import { db } from '@/lib/db/client.server';
import { Conflict, Invalid } from '@/lib/errors';
import type { ExportFormat, ExportSummary } from '@/lib/exchange/export';
import { exportFile, startExport } from '@/lib/exchange/export.server';
import { jobHandlers as exportHandlers } from '@/lib/exchange/export-jobs.server';
import { listExports, openExport } from '@/lib/exchange/export-repo.server';
import { cancelJob } from '@/lib/jobs/repo.server';
import { blobFile, storeBlob } from '@/lib/storage/blobs.server';
import { jobHandlers as versionHandlers } from '@/lib/versions/jobs.server';
import { startVersion } from '@/lib/versions/versions.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';

const database = useTestDatabase();
type Desk = Awaited<ReturnType<typeof makeDesk>>;
let desk: Desk;
const at = (index: number): string => desk.sampleIds[index] ?? '';
afterEach(() => {
  vi.unstubAllEnvs();
});

const handlers = { ...versionHandlers, ...exportHandlers };

async function freeze(): Promise<string> {
  const { id } = await startVersion(db(), { dataset: desk.dataset, actor: desk.ada, note: '' });
  await drainJobs(handlers);
  return id;
}

const start = (versionId: string, format: ExportFormat, raw = false) =>
  startExport(db(), { versionId, format, raw, actor: desk.ada });

async function finish(started: ExportSummary): Promise<ExportSummary> {
  await drainJobs(handlers);
  return (await openExport(db(), started.id)).summary;
}

/** Makes the same export again from nothing, and answers the hash of its bytes. */
async function exportAgain(versionId: string, format: ExportFormat): Promise<string> {
  for (const summary of await listExports(db(), desk.dataset)) await rm(exportFile(summary), { force: true });
  const summary = await finish(await start(versionId, format));
  const bytes = await readFile(exportFile(summary));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(summary.sha256);
  expect(bytes.byteLength).toBe(summary.sizeBytes);
  return summary.sha256 ?? '';
}

async function readZip(bytes: Buffer): Promise<Map<string, string>> {
  return await new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const files = new Map<string, string>();
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          files.set(entry.fileName, Buffer.concat(chunks).toString('utf8'));
          zip.readEntry();
        });
      });
      zip.readEntry();
    });
  });
}

/** Gives every sample a payload on disk: "picture 0", "picture 1", … */
async function storePictures(): Promise<void> {
  for (const [index, sampleId] of desk.sampleIds.entries()) {
    const { hash, sizeBytes } = await storeBlob([new TextEncoder().encode(`picture ${index}`)]);
    const row = [hash, sizeBytes];
    await database.pool.query(
      `INSERT INTO "Blob" (hash, "sizeBytes", "mediaType", "referenceCount") VALUES ($1, $2, 'image/png', 1)
       ON CONFLICT (hash) DO NOTHING`,
      row,
    );
    await database.pool.query('UPDATE "Sample" SET "payloadHash" = $1 WHERE id = $2', [hash, sampleId]);
    await database.pool.query('UPDATE "SampleOrigin" SET name = $1 WHERE "sampleId" = $2', [
      index < 2 ? 'dir/cat.png' : `../dog ${index}.jpg`,
      sampleId,
    ]);
  }
}

describe('texts', () => {
  beforeEach(async () => {
    desk = await makeDesk(database.pool, { count: 5 });
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
  });

  it('gives the same bytes on any day and in any time zone', async () => {
    const versionId = await freeze();
    vi.stubEnv('TZ', 'America/New_York');
    const first = [await exportAgain(versionId, 'csv'), await exportAgain(versionId, 'jsonl')];
    vi.stubEnv('TZ', 'Asia/Kathmandu');
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(0), at(4)] });
    expect([await exportAgain(versionId, 'csv'), await exportAgain(versionId, 'jsonl')]).toEqual(first);
  });

  it('says of each row who labeled it, when, and by which operation', async () => {
    const summary = await finish(await start(await freeze(), 'jsonl'));
    expect(summary).toMatchObject({ status: 'ready', fileName: 'Test dataset-v1.jsonl', versionNumber: 1 });
    const lines = (await readFile(exportFile(summary), 'utf8')).trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatchObject({ id: at(0), class: 'glass', labelSource: 'person', operationSeq: 1, person: 'Ada' });
    expect(rows[4]).toMatchObject({ id: at(4), class: null, operationId: null, text: 'sample number 4' });
  });

  it('is downloaded as an attachment with its name, and not before it is ready', async () => {
    const started = await start(await freeze(), 'csv');
    const fetchFile = () =>
      getFile(new Request('http://localhost/'), { params: Promise.resolve({ exportId: started.id }) });
    expect((await fetchFile()).status).toBe(409);
    const summary = await finish(started);
    const response = await fetchFile();
    expect(response.headers.get('Content-Disposition')).toBe(
      `attachment; filename="Test dataset-v1.csv"; filename*=UTF-8''Test%20dataset-v1.csv`,
    );
    expect(response.headers.get('Content-Length')).toBe(String(summary.sizeBytes));
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(await response.text()).toMatch(/^id,class,label_source,/);
  });

  it('answers the export that is there instead of writing it twice', async () => {
    const versionId = await freeze();
    const first = await start(versionId, 'csv');
    expect((await start(versionId, 'csv')).id).toBe(first.id);
    await finish(first);
    expect((await start(versionId, 'csv')).id).toBe(first.id);
    expect((await start(versionId, 'csv', true)).id).not.toBe(first.id);
    await drainJobs(handlers);
    await rm(exportFile(first));
    expect((await start(versionId, 'csv')).id).not.toBe(first.id);
    await drainJobs(handlers);
  });

  it('refuses folders, and versions that are not frozen', async () => {
    await expect(start(await freeze(), 'folders')).rejects.toThrow(Invalid);
    const { id } = await startVersion(db(), { dataset: desk.dataset, actor: desk.ada, note: '' });
    await expect(start(id, 'csv')).rejects.toThrow(Conflict);
    await drainJobs(handlers);
  });

  it('leaves nothing behind when it is cancelled, and takes up what a killed attempt left', async () => {
    const versionId = await freeze();
    const cancelled = await start(versionId, 'csv');
    await db().$transaction((tx) => cancelJob(tx, cancelled.jobId ?? ''));
    expect(await finish(cancelled)).toMatchObject({ status: 'cancelled', sha256: null });
    const next = await start(versionId, 'csv');
    const folder = path.dirname(exportFile(next));
    await writeFile(path.join(folder, `.new-${next.id}-0`), 'half a fi');
    expect(await finish(next)).toMatchObject({ status: 'ready' });
    expect((await readdir(folder)).filter((name) => name.startsWith('.new-'))).toEqual([]);
  });
});

describe('images', () => {
  beforeEach(async () => {
    desk = await makeDesk(database.pool, { count: 5, modality: 'image' });
    await storePictures();
  });

  it('writes one folder for each class with the original bytes, and a table of where labels come from', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    await desk.act({ kind: 'accept', labelClassId: desk.paper, sampleIds: [at(2)] }, desk.ben);
    const summary = await finish(await start(await freeze(), 'folders'));
    expect(summary).toMatchObject({ status: 'ready', fileName: 'Test dataset-v1-folders.zip' });
    const files = await readZip(await readFile(exportFile(summary)));
    const { rows } = await database.pool.query<{ hash: string }>(
      `SELECT left(encode("payloadHash", 'hex'), 8) AS hash FROM "Sample" WHERE id = $1`,
      [at(1)],
    );
    const second = `glass/cat-${rows[0]?.hash}.png`;
    expect([...files.keys()]).toEqual(['glass/cat.png', second, 'paper/dog 2.png', 'labels.csv']);
    expect(files.get('glass/cat.png')).toBe('picture 0');
    expect(files.get(second)).toBe('picture 1');
    const table = (files.get('labels.csv') ?? '').trimEnd().split('\n');
    expect(table).toHaveLength(4);
    expect(table[0]).toMatch(/^file,id,class,label_source,operation_id,operation_seq,person,decided_at,/);
    expect(table[3]).toMatch(new RegExp(`^paper/dog 2\\.png,${at(2)},paper,person,[0-9a-f-]{36},2,Ben,`));
  });

  it('gives the same bytes in any time zone', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: desk.sampleIds });
    const versionId = await freeze();
    const hashes: string[] = [];
    for (const name of ['UTC', 'America/New_York', 'Pacific/Kiritimati']) {
      vi.stubEnv('TZ', name);
      hashes.push(await exportAgain(versionId, 'folders'));
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it('is refused without labels, and fails with a sentence when a picture is missing', async () => {
    await expect(start(await freeze(), 'folders')).rejects.toThrow('has no labels');
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0)] });
    const versionId = await freeze();
    const { rows } = await database.pool.query<{ hash: Buffer }>(
      'SELECT "payloadHash" AS hash FROM "Sample" WHERE id = $1',
      [at(0)],
    );
    const file = blobFile(rows[0]?.hash ?? Buffer.alloc(32));
    await rm(file);
    const summary = await finish(await start(versionId, 'folders'));
    expect(summary).toMatchObject({ status: 'failed', message: expect.stringContaining('The file of dir/cat.png') });
    await writeFile(file, 'picture 0');
    expect(await finish(await start(versionId, 'folders'))).toMatchObject({ status: 'ready' });
  });
});
