import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { announceImport, startImport, takeFile } from '@/lib/exchange/import.server';
import { beginInspection, changeImport } from '@/lib/exchange/import-inspection.server';
import { jobHandlers } from '@/lib/exchange/import-jobs.server';
import { answerProblemsCsv } from '@/lib/exchange/import-problems.server';
import type { ImportDetail, TableSettings } from '@/lib/samples/import';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makePerson } from '@/tests/support/rows';

const own = useTestDatabase();

beforeEach(() => own.clear());

async function inspectFile(name: string, text: string | Buffer): Promise<ImportDetail> {
  return inspectFileList([{ name, bytes: Buffer.from(text) }]);
}

async function inspectFileList(files: { name: string; bytes: Buffer }[]): Promise<ImportDetail> {
  const { personId } = await makePerson(own.pool);
  const announced = files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length }));
  const { id } = await announceImport({ personId, personName: 'Ada' }, { datasetName: 'Letters', files: announced });
  for (const [position, { bytes }] of files.entries()) {
    const headers = { 'X-Content-SHA256': createHash('sha256').update(bytes).digest('hex') };
    const request = new Request('http://localhost/', { method: 'PUT', headers, body: new Uint8Array(bytes) });
    await takeFile({ importId: id, position }, request);
  }
  return beginInspection(id);
}

function readingOf(detail: ImportDetail): TableSettings {
  const table = detail.inspection?.table ?? null;
  if (table === null) throw new Error('The import has no table.');
  return table;
}

const OPEN_QUOTE = 'id,"text\n1,one\n2,two\n';

test('a table whose first row cannot be read says so, is not imported, and can be read in another way', async () => {
  const first = await inspectFile('letters.csv', OPEN_QUOTE);
  expect(first).toMatchObject({ status: 'ready', newCount: 0, leftOutCount: 1, modality: 'text' });
  expect(first.files[0]).toMatchObject({ status: 'unreadable' });
  expect(first.inspection).toMatchObject({ kind: 'table', columns: [], rows: [] });
  expect(first.inspection?.problems[0]).toMatchObject({
    name: 'letters.csv',
    reason: expect.stringMatching(/^The first row cannot be read\./),
  });
  await expect(startImport(first.id)).rejects.toThrow(/nothing to import\. The first row cannot be read/);

  const other = await changeImport(first.id, { table: { ...readingOf(first), format: 'jsonl' } });
  expect(other.inspection?.problems[0]?.reason).toMatch(/No line of the file is a JSON object/);

  const lines = await changeImport(first.id, { table: { ...readingOf(other), format: 'lines' } });
  expect(lines).toMatchObject({ status: 'ready', newCount: 3, leftOutCount: 0 });
  expect(lines.inspection?.columns).toMatchObject([{ name: 'text', role: 'text' }]);
  expect(lines.files[0]).toMatchObject({ status: 'staged', reason: null });

  await startImport(first.id);
  const [job] = await drainJobs(jobHandlers);
  expect(job).toMatchObject({ kind: 'intake', status: 'succeeded' });
  const { rows } = await own.pool.query('SELECT text FROM "SampleText" ORDER BY "sampleId"');
  expect(rows.map(({ text }) => text)).toEqual(['id,"text', '1,one', '2,two']);
});

test('settings that find no columns are refused while those before them found some', async () => {
  const first = await inspectFile('letters.csv', 'id,text\n1,one\n2,two\n');
  expect(first).toMatchObject({ status: 'ready', newCount: 2 });
  const change = { table: { ...readingOf(first), format: 'jsonl' as const } };
  await expect(changeImport(first.id, change)).rejects.toThrow(/letters\.csv: No line of the file is a JSON object/);
  const after = await changeImport(first.id, { labelsAs: 'labels' });
  expect(after).toMatchObject({
    status: 'ready',
    newCount: 2,
    inspection: { columns: [{ name: 'id' }, { name: 'text' }] },
  });
});

test('a JSON array says what to save it as, and its settings are there to be changed', async () => {
  const detail = await inspectFile('letters.json', '[{"text":"one"}]\n');
  expect(detail).toMatchObject({ status: 'ready', inspection: { columns: [], table: { format: 'jsonl', roles: [] } } });
  expect(detail.inspection?.problems[0]?.reason).toMatch(/one JSON array/);
});

test('a file that is no table and no picture fails, and says why', async () => {
  const detail = await inspectFile('letters.csv', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 3]));
  expect(detail).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/^letters\.csv: The name says CSV/),
  });
});

test('of several files none of which is a picture, each one keeps its reason', async () => {
  const contents = { 'fake.png': 'just text', 'page.jpg': '<!doctype html><p>Hi</p>', 'pic.svg': '<svg></svg>' };
  const files = Object.entries(contents).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const detail = await inspectFileList(files);
  expect(detail).toMatchObject({
    status: 'failed',
    newCount: 0,
    leftOutCount: 3,
    message: expect.stringMatching(/^fake\.png: .+ 2 more are listed below\.$/),
  });
  expect(detail.files.map(({ status }) => status)).toEqual(['unreadable', 'unreadable', 'unreadable']);
  expect(detail.files.every(({ reason }) => (reason ?? '').length > 10)).toBe(true);
  const csv = await (await answerProblemsCsv(detail.id)).text();
  for (const { name } of files) expect(csv).toContain(`${name},`);
  expect(csv.trimEnd().split('\n')).toHaveLength(4);
});

test('before an import runs, what it would leave out is there as a list', async () => {
  const detail = await inspectFile('letters.csv', 'id,text\n1,one\n2,\n');
  expect(detail).toMatchObject({ status: 'ready', newCount: 1, leftOutCount: 1 });
  expect(await (await answerProblemsCsv(detail.id)).text()).toContain('letters.csv,3,');
});
