import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type APIRequestContext, expect, test } from '@playwright/test';
import type { ImportDetail, ImportProblemItem } from '@/lib/samples/import';
import { type HostileFile, hostileArchives, hostileTables } from '@/tests/support/hostile-files';
import { hostileEntries } from '@/tests/support/hostile-pictures';

const HEADERS = { 'X-Person': 'hostile' };
const ENDED = ['committed', 'failed', 'cancelled'];

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function announce(request: APIRequestContext, name: string, sizeBytes: number): Promise<string> {
  const answer = await request.post('/api/imports', { headers: HEADERS, data: { files: [{ name, sizeBytes }] } });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as ImportDetail).id;
}

function put(request: APIRequestContext, importId: string, bytes: Buffer, hash: string) {
  const headers = { ...HEADERS, 'X-Content-SHA256': hash, 'Content-Type': 'application/octet-stream' };
  return request.put(`/api/imports/${importId}/files/0`, { headers, data: bytes });
}

async function waitUntil(request: APIRequestContext, importId: string, statuses: string[]): Promise<ImportDetail> {
  let detail: ImportDetail | undefined;
  await expect
    .poll(
      async () => {
        detail = (await (await request.get(`/api/imports/${importId}`)).json()) as ImportDetail;
        return statuses.includes(detail.status);
      },
      { timeout: 120_000, intervals: [100, 200, 400] },
    )
    .toBe(true);
  if (detail === undefined) throw new Error('The import was never read.');
  return detail;
}

/** Uploads a file as the interface does, and goes as far as it is let. Answers the import and, if refused, why. */
async function importFile(
  request: APIRequestContext,
  file: { name: string; bytes: Buffer },
): Promise<{ detail: ImportDetail; refusal: string | null }> {
  const importId = await announce(request, file.name, file.bytes.length);
  const sent = await put(request, importId, file.bytes, sha256(file.bytes));
  expect(sent.status(), await sent.text()).toBe(200);
  await request.post(`/api/imports/${importId}/inspect`, { headers: HEADERS, timeout: 60_000 });
  const inspected = await waitUntil(request, importId, ['ready', ...ENDED]);
  if (inspected.status !== 'ready') return { detail: inspected, refusal: inspected.message };
  const started = await request.post(`/api/imports/${importId}/start`, { headers: HEADERS });
  if (started.status() !== 200) {
    const { error } = (await started.json()) as { error: { message: string } };
    await request.post(`/api/imports/${importId}/cancel`, { headers: HEADERS });
    return { detail: inspected, refusal: error.message };
  }
  const detail = await waitUntil(request, importId, ENDED);
  return { detail, refusal: detail.status === 'committed' ? null : detail.message };
}

async function listProblems(request: APIRequestContext, importId: string): Promise<ImportProblemItem[]> {
  const answer = await request.get(`/api/imports/${importId}/problems?limit=500`);
  return ((await answer.json()) as { problems: ImportProblemItem[] }).problems;
}

/** The datasets that the tests make go again, and with them the work that waits for them. */
async function removeDataset(request: APIRequestContext, detail: ImportDetail): Promise<void> {
  if (detail.datasetId !== null) await request.delete(`/api/datasets/${detail.datasetId}`, { headers: HEADERS });
}

async function checkFile(request: APIRequestContext, file: HostileFile): Promise<void> {
  const { detail, refusal } = await importFile(request, file);
  if ('refused' in file.leadsTo) {
    expect(refusal, file.says).toMatch(file.leadsTo.refused);
    expect(detail.datasetId, file.says).toBeNull();
    return;
  }
  expect(refusal, file.says).toBeNull();
  const found = { kept: detail.newCount, leftOut: detail.leftOutCount };
  expect(found, file.says).toEqual({ kept: file.leadsTo.kept, leftOut: file.leadsTo.leftOut });
  const { reason } = file.leadsTo;
  if (reason !== undefined) expect((await listProblems(request, detail.id))[0]?.reason, file.says).toMatch(reason);
  await removeDataset(request, detail);
}

test('hostile entries of an archive are left out with a reason, the others are kept', async ({ request }) => {
  const entries = await hostileEntries();
  const { zipBytes } = await import('@/tests/support/zip-bytes');
  const { detail, refusal } = await importFile(request, { name: 'hostile.zip', bytes: zipBytes(entries) });
  expect(refusal).toBeNull();
  const problems = new Map((await listProblems(request, detail.id)).map((problem) => [problem.position, problem]));
  for (const [index, entry] of entries.entries()) {
    const reason = problems.get(index + 1)?.reason;
    if (entry.becomes instanceof RegExp) expect(reason, entry.says).toMatch(entry.becomes);
    else expect(reason, entry.says).toBeUndefined();
  }
  expect(detail.newCount).toBe(entries.filter((entry) => entry.becomes === 'kept').length);
  expect(existsSync('/tmp/sheaf-escaped.png')).toBe(false);
  expect(existsSync('sheaf-escaped.png')).toBe(false);
  await removeDataset(request, detail);
});

test('archives and files that hold nothing to import are refused whole', async ({ request }) => {
  for (const file of await hostileArchives()) await checkFile(request, file);
});

test('tables lose their bad rows and keep the good ones', async ({ request }) => {
  test.setTimeout(600_000);
  const files = hostileTables();
  while (files.length > 0) await Promise.all(files.splice(0, 4).map((file) => checkFile(request, file)));
});

test('an upload that is not what was announced is refused, and can be sent again', async ({ request }) => {
  const bytes = Buffer.from('id,text\n1,one\n');
  const importId = await announce(request, 'sent.csv', bytes.length);
  const attempts: [Buffer, string, number, RegExp][] = [
    [bytes, sha256(Buffer.from('other')), 400, /SHA-256/],
    [bytes, 'nonsense', 400, /X-Content-SHA256 is missing/],
    [bytes.subarray(0, 5), sha256(bytes.subarray(0, 5)), 400, /5 of 14 bytes arrived/],
    [Buffer.concat([bytes, bytes]), sha256(bytes), 413, /more bytes arrived/],
  ];
  for (const [body, hash, status, message] of attempts) {
    const answer = await put(request, importId, body, hash);
    expect(answer.status()).toBe(status);
    expect(await answer.text()).toMatch(message);
  }
  const early = await request.post(`/api/imports/${importId}/inspect`, { headers: HEADERS });
  expect(early.status()).toBe(409);
  expect((await put(request, importId, bytes, sha256(bytes))).status()).toBe(200);
  await request.post(`/api/imports/${importId}/cancel`, { headers: HEADERS });
});

test('nothing is left behind when all of it is done', async ({ request }) => {
  const storage = (await (await request.get('/api/storage')).json()) as { blobs: Record<string, number> };
  expect(storage.blobs.bytesOnDisk).toBeGreaterThanOrEqual(storage.blobs.bytesCounted ?? 0);
});
