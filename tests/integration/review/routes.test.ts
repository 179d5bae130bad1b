import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import * as clusterRoute from '@/app/api/clusters/[clusterId]/route';
import * as clusterRuns from '@/app/api/datasets/[datasetId]/cluster-runs/route';
import * as clusters from '@/app/api/datasets/[datasetId]/clusters/route';
import * as embed from '@/app/api/datasets/[datasetId]/embed/route';
import * as exportsRoute from '@/app/api/datasets/[datasetId]/exports/route';
import * as facets from '@/app/api/datasets/[datasetId]/facets/route';
import * as groups from '@/app/api/datasets/[datasetId]/groups/route';
import * as operations from '@/app/api/datasets/[datasetId]/operations/route';
import * as redo from '@/app/api/datasets/[datasetId]/redo/route';
import * as samples from '@/app/api/datasets/[datasetId]/samples/route';
import * as undo from '@/app/api/datasets/[datasetId]/undo/route';
import * as versions from '@/app/api/datasets/[datasetId]/versions/route';
import * as exportRoute from '@/app/api/exports/[exportId]/route';
import * as history from '@/app/api/samples/[sampleId]/history/route';
import * as sample from '@/app/api/samples/[sampleId]/route';
import * as diff from '@/app/api/versions/[versionId]/diff/route';
import * as versionExports from '@/app/api/versions/[versionId]/exports/route';
import * as version from '@/app/api/versions/[versionId]/route';
import { jobHandlers as exportHandlers } from '@/lib/exchange/export-jobs.server';
import { jobHandlers as versionHandlers } from '@/lib/versions/jobs.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeClusterRun, makeDataset, makeEmbeddingModel, makeEmbeddings } from '@/tests/support/rows';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;
let clusterId: string;

beforeAll(async () => {
  desk = await makeDesk(database.pool, { count: 9 });
  const modelId = await makeEmbeddingModel(database.pool);
  await makeEmbeddings(database.pool, { modelId, sampleIds: desk.sampleIds });
  const run = await makeClusterRun(database.pool, { datasetId: desk.datasetId, modelId, sampleIds: desk.sampleIds });
  clusterId = run.clusters[0]?.id ?? '';
});

type Handler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

async function call(handler: Handler, params: Record<string, string>, init: { query?: string; body?: unknown } = {}) {
  const { query = '', body } = init;
  const request = new Request(`http://localhost/api${query}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'X-Person': encodeURIComponent('Zoë'), 'Content-Type': 'application/json' },
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  return { status: response.status, json: (await response.json()) as Record<string, never> };
}

const inDataset = () => ({ datasetId: desk.datasetId });
const accept = (changes: Record<string, unknown> = {}) => ({
  kind: 'accept',
  idempotencyKey: randomUUID(),
  revision: 0,
  labelClassId: desk.glass,
  sampleIds: desk.sampleIds.slice(0, 3),
  ...changes,
});

it('decides, refuses what changed with the samples, undoes and redoes', async () => {
  const first = await call(operations.POST, inDataset(), { body: accept() });
  expect(first.status).toBe(200);
  expect(first.json).toMatchObject({
    operation: { seq: 1, personName: 'Zoë' },
    progress: { labeledCount: 3 },
    conflicts: [],
  });
  const late = await call(operations.POST, inDataset(), { body: accept({ labelClassId: desk.paper }) });
  expect(late.status).toBe(409);
  expect(late.json).toMatchObject({
    error: {
      kind: 'conflict',
      details: { revision: 1, changed: [{ labelClassName: 'glass', personName: 'Zoë' }, {}, {}] },
    },
  });
  const undone = await call(undo.POST, inDataset(), { body: { idempotencyKey: randomUUID() } });
  expect(undone.json).toMatchObject({ reverted: { seq: 1, reverted: true }, progress: { labeledCount: 0 } });
  const redone = await call(redo.POST, inDataset(), { body: { idempotencyKey: randomUUID() } });
  expect(redone.json).toMatchObject({ operation: { kind: 'revert' }, progress: { labeledCount: 3, revision: 3 } });
  const log = await call(operations.GET, inDataset(), { query: '?limit=2' });
  expect(log.json).toMatchObject({ operations: [{ seq: 3 }, { seq: 2 }], nextCursor: '2' });
  const rest = await call(operations.GET, inDataset(), { query: '?after=2' });
  expect(rest.json).toMatchObject({ operations: [{ seq: 1, reverted: false }], nextCursor: null });
});

it.each([
  ['another kind', { kind: 'approve' }],
  ['a field that is not known', { personId: randomUUID() }],
  ['no samples', { sampleIds: [] }],
  ['an id that is none', { sampleIds: ['1'] }],
  ['a short key', { idempotencyKey: 'short' }],
  ['an operator for a value', { labelClassId: { not: '' } }],
  ['a revision below zero', { revision: -1 }],
])('refuses %s', async (_, changes) => {
  const answer = await call(operations.POST, inDataset(), { body: accept(changes) });
  expect(answer).toMatchObject({ status: 400, json: { error: { kind: 'invalid' } } });
});

it('lists, filters and counts samples', async () => {
  const query = `?class=${desk.glass}&class=${desk.paper}&limit=2`;
  const page = await call(samples.GET, inDataset(), { query });
  expect(page.json).toMatchObject({
    // Counted apart, by the facets, so that the list is there at once.
    totalCount: null,
    samples: [{ labelClassId: desk.glass }, {}],
    nextCursor: desk.sampleIds[1],
  });
  const next = await call(samples.GET, inDataset(), { query: `${query}&after=${desk.sampleIds[1]}` });
  expect(next.json).toMatchObject({ samples: [{ id: desk.sampleIds[2] }], nextCursor: null });
  expect((await call(facets.GET, inDataset(), { query: `?class=${desk.paper}&q=` })).json).toMatchObject({
    totalCount: 0,
  });
  expect((await call(facets.GET, inDataset(), { query: '?state=labeled' })).json).toMatchObject({ totalCount: 3 });
  for (const wrong of ['?limit=501', '?limit=0', '?after=1', '?state=done', '?order=name', '?class=1']) {
    expect((await call(samples.GET, inDataset(), { query: wrong })).status).toBe(400);
  }
});

it.each([
  ['amount:300..200', 'range: amount: “300” is above “200”'],
  ['amount:abc..5', 'range: amount: “abc” is neither a number nor a date. Write one such as'],
])('refuses the range %s and says what is expected', async (range, says) => {
  const answer = await call(samples.GET, inDataset(), { query: `?range=${range}` });
  expect(answer).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining(says) } } });
  expect((await call(facets.GET, inDataset(), { query: `?range=${range}` })).status).toBe(400);
  const body = { source: 'filter', filter: { range: [range] } };
  const group = await call(groups.POST, inDataset(), { body });
  expect(group).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('filter.range') } } });
});

it('opens clusters and samples', async () => {
  expect((await call(clusters.GET, inDataset())).json).toMatchObject({ run: { number: 1 }, clusters: [{}, {}, {}] });
  expect((await call(clusterRoute.GET, { clusterId })).json).toMatchObject({ sampleIds: desk.sampleIds.slice(0, 3) });
  const sampleId = desk.sampleIds[0] ?? '';
  expect((await call(sample.GET, { sampleId })).json).toMatchObject({
    label: { labelClassId: desk.glass, personName: 'Zoë' },
  });
  expect((await call(history.GET, { sampleId })).json).toMatchObject({
    operations: [{ seq: 3 }, { seq: 2 }, { seq: 1 }],
  });
  expect((await call(sample.GET, { sampleId: randomUUID() })).status).toBe(404);
  expect((await call(sample.GET, { sampleId: '1' })).status).toBe(400);
});

it('starts embedding and clustering once, and says why it does not', async () => {
  const first = await call(embed.POST, inDataset(), { body: {} });
  expect(first.json).toMatchObject({ kind: 'embed', status: 'queued' });
  expect((await call(embed.POST, inDataset(), { body: {} })).json).toEqual(first.json);
  expect((await call(clusterRuns.GET, inDataset())).json).toMatchObject({ runs: [{ number: 1 }], proposal: { k: 2 } });
  expect((await call(clusterRuns.POST, inDataset(), { body: { k: 10 } })).status).toBe(400);
  expect((await call(clusterRuns.POST, inDataset(), { body: { k: 3 } })).json).toMatchObject({ kind: 'cluster' });
  expect((await call(clusterRuns.POST, inDataset(), { body: {} })).status).toBe(409);
  const empty = { datasetId: await makeDataset(database.pool) };
  expect((await call(embed.POST, empty, { body: {} })).status).toBe(400);
});

it('freezes, compares and exports', async () => {
  const handlers = { ...versionHandlers, ...exportHandlers };
  const started = await call(versions.POST, inDataset(), { body: { note: 'first' } });
  expect(started.json).toMatchObject({ number: 1, status: 'freezing', note: 'first', personName: 'Zoë' });
  const versionId = String(started.json.id);
  expect((await call(versionExports.POST, { versionId }, { body: { format: 'csv' } })).status).toBe(409);
  await drainJobs(handlers);
  expect((await call(version.GET, { versionId })).json).toMatchObject({ status: 'frozen', labelCount: 3 });
  expect((await call(versions.GET, inDataset())).json).toMatchObject({
    versions: [{ number: 1 }],
    since: { labelCount: 0 },
  });
  for (const query of ['', '?with=previous', '?with=now', `?with=${versionId}`]) {
    expect((await call(diff.GET, { versionId }, { query })).status).toBe(200);
  }
  expect((await call(diff.GET, { versionId }, { query: '?with=later' })).status).toBe(400);
  const exported = await call(versionExports.POST, { versionId }, { body: { format: 'jsonl' } });
  await drainJobs(handlers);
  const exportId = String(exported.json.id);
  expect((await call(exportRoute.GET, { exportId })).json).toMatchObject({ status: 'ready', format: 'jsonl' });
  expect((await call(exportsRoute.GET, inDataset())).json).toMatchObject({ exports: [{ id: exportId }] });
  expect((await call(versionExports.POST, { versionId }, { body: { format: 'xlsx' } })).status).toBe(400);
});

it('a character that no text can hold is refused by name, in a query and in a body', async () => {
  const asked = await call(samples.GET, inDataset(), { query: '?limit=10&q=a%00b' });
  expect(asked).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('parameter q') } } });
  const body = { kind: 'clear', idempotencyKey: 'with\0nul', revision: 0, sampleIds: desk.sampleIds.slice(0, 1) };
  expect(await call(operations.POST, inDataset(), { body })).toMatchObject({
    status: 400,
    json: { error: { message: expect.stringContaining('U+0000') } },
  });
});
