import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { NotFound } from '@/lib/errors';
import { applyImportedLabels } from '@/lib/labels/import-labels.server';
import { countFacets } from '@/lib/review/facets-repo.server';
import { previewLabels } from '@/lib/review/label-preview.server';
import { listSamples, readSampleDetail } from '@/lib/review/samples-repo.server';
import { findSimilar } from '@/lib/review/similar.server';
import { enterMetadata } from '@/lib/samples/metadata-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';
import { enterWords } from '@/lib/samples/words-repo.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import {
  makeClusterRun,
  makeDataset,
  makeEmbeddingModel,
  makeEmbeddings,
  makeImport,
  makePerson,
  makeSamples,
} from '@/tests/support/rows';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;
let clusters: { id: string; sampleIds: string[] }[];
let importId: string;
const at = (index: number): string => desk.sampleIds[index] ?? '';

// Samples 0–8 in three clusters of three; 9 in none. 0, 1 glass; 2 not glass; 3 paper by an import; 4 suggested glass.
beforeAll(async () => {
  desk = await makeDesk(database.pool, { count: 10 });
  const modelId = await makeEmbeddingModel(database.pool);
  await makeEmbeddings(database.pool, { modelId, sampleIds: desk.sampleIds.slice(0, 9) });
  const run = { datasetId: desk.datasetId, modelId, sampleIds: desk.sampleIds.slice(0, 9) };
  clusters = (await makeClusterRun(database.pool, run)).clusters;
  const otherRun = { ...run, sampleIds: desk.sampleIds.slice(0, 9), clusterCount: 1 };
  await makeClusterRun(database.pool, otherRun);
  const current = await makeClusterRun(database.pool, run);
  clusters = current.clusters;
  await desk.act({
    kind: 'accept',
    labelClassId: desk.glass,
    sampleIds: [at(0), at(1)],
    excludedSampleIds: [at(2)],
  });
  importId = await makeImport(database.pool, desk.datasetId, desk.ada.personId);
  const given = { dataset: desk.dataset, importId, actor: desk.ada };
  await db().$transaction(async (tx) => {
    await applyImportedLabels(tx, { ...given, as: 'labels', rows: [{ sampleId: at(3), className: 'paper' }] });
    await applyImportedLabels(tx, { ...given, as: 'suggestions', rows: [{ sampleId: at(4), className: 'glass' }] });
  });
  await database.pool.query(
    'INSERT INTO "EmbeddingProblem" ("sampleId", "modelId", reason) VALUES ($1, $2, \'empty\')',
    [at(9), modelId],
  );
});

const list = (filter: SampleFilter, limit = 100, after: string | null = null) =>
  listSamples(db(), desk.dataset, { filter, limit, after });
const indexesOf = async (filter: SampleFilter) =>
  (await list(filter)).samples.map((sample) => desk.sampleIds.indexOf(sample.id));

it('tells of which labels the samples of a list carry, and whose they are, before they are opened', async () => {
  const { size, labeledCount, labels } = await previewLabels(db(), desk.datasetId, { filter: {}, search: {} });
  expect({ size, labeledCount }).toEqual({ size: 10, labeledCount: 3 });
  expect(labels.map(({ labelSource, count }) => ({ labelSource, count }))).toEqual([
    { labelSource: 'person', count: 2 },
    { labelSource: 'import', count: 1 },
  ]);
  const none = await previewLabels(db(), desk.datasetId, { filter: { state: 'unlabeled' }, search: {} });
  expect(none).toEqual({ size: 7, countedEvery: 1, labeledCount: 0, labels: [] });
});

describe('the list', () => {
  it('pages by key in the order of import, without loss', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await list({}, 4, after);
      expect(page).toMatchObject({ totalCount: 10, revision: 2 });
      seen.push(...page.samples.map((sample) => sample.id));
      after = page.nextCursor;
    } while (after !== null);
    expect(seen).toEqual(desk.sampleIds);
  });

  it('filters by state, class, cluster, import and source, and by several at once', async () => {
    expect(await indexesOf({ state: 'labeled' })).toEqual([0, 1, 3]);
    expect(await indexesOf({ state: 'unlabeled' })).toEqual([2, 4, 5, 6, 7, 8, 9]);
    expect(await indexesOf({ state: 'suggested' })).toEqual([4]);
    expect(await indexesOf({ state: 'excluded' })).toEqual([2]);
    expect(await indexesOf({ state: 'failed' })).toEqual([9]);
    expect(await indexesOf({ class: [desk.glass, desk.paper] })).toEqual([0, 1, 3]);
    expect(await indexesOf({ cluster: clusters[1]?.id })).toEqual([3, 4, 5]);
    expect(await indexesOf({ cluster: clusters[0]?.id, state: 'unlabeled' })).toEqual([2]);
    expect(await indexesOf({ source: 'import' })).toEqual([3]);
    expect(await indexesOf({ import: importId })).toEqual([]);
    const { samples } = await list({ state: 'suggested' });
    expect(samples[0]).toMatchObject({ labelClassId: null, suggestedClassId: desk.glass });
  });
});

describe('text search', () => {
  const texts = [
    '100% Wolle',
    '100 Wollsocken',
    'ÄRGER mit ÖL',
    'I did receive “the card” today',
    `${'x '.repeat(400)} needle`,
    'card the, card',
    'When will I recieve it?',
    'The ATM’s slot',
    "An ATM's screen",
  ];

  it.each([
    ['woll', [0, 1], []],
    ['Wolle', [0], []],
    ['100%', [0, 1], []],
    ['ärger', [2], []],
    ['rge', [2], []],
    ['NEEDLE', [4], []],
    ['card', [3, 5], []],
    ['"the card"', [3, 5], []],
    ['“card the”', [5], []],
    ['card -today', [5], []],
    ['-card', [0, 1, 2, 4, 6, 7, 8], []],
    ["atm's", [7, 8], []],
    ['ATM’s screen', [8], []],
    ['wolls*', [1], []],
    ['socken', [1], []],
    ['todya', [3], ['today']],
    ['recieve', [6], []],
    ['recieve card', [3], ['receive']],
    ['recieve todya', [3], ['receive', 'today']],
    ['recieve needle', [], []],
    ["'; DROP TABLE", [], []],
    ["\\ & | ! ( ) <-> :* '", [], []],
    ["a:* & 'b' | !(c)", [], []],
    ['%', [0], []],
  ])('finds %s by words, parts, phrases and spelling, whatever the case', async (q, expected, instead) => {
    const datasetId = await makeDataset(database.pool);
    const ownImport = await makeImport(database.pool, datasetId, desk.ada.personId);
    const ids = await makeSamples(database.pool, datasetId, { texts, importId: ownImport });
    await enterWords(db(), { datasetId, importId: ownImport });
    const dataset = await openDataset(db(), datasetId);
    const page = await listSamples(db(), dataset, { filter: { q }, limit: 100, after: null });
    expect(page.samples.map((sample) => ids.indexOf(sample.id))).toEqual(expected);
    expect(page.totalCount).toBe(expected.length);
    expect(page.instead.flatMap(({ words }) => words)).toEqual(instead);
  });

  it('finds an image by any of its names', async () => {
    const datasetId = await makeDataset(database.pool, { modality: 'image' });
    const [, dog = ''] = await makeSamples(database.pool, datasetId, {
      texts: ['Katze.png', 'hund.png', 'Ada’s cat.png'],
    });
    await database.pool.query(`UPDATE "SampleOrigin" SET name = 'Copy of a dog.png' WHERE "sampleId" = $1`, [dog]);
    const dataset = await openDataset(db(), datasetId);
    const search = async (q: string) =>
      (await listSamples(db(), dataset, { filter: { q }, limit: 9, after: null })).samples.map((item) => item.preview);
    expect(await search('KATZE')).toEqual(['Katze.png']);
    expect(await search('OF A DOG')).toEqual(['hund.png']);
    expect(await search('katze -dog')).toEqual(['Katze.png']);
    expect(await search('katzen')).toEqual(['Katze.png']);
    for (const apostrophe of ["ada's", 'ada’s']) expect(await search(apostrophe)).toEqual(['Ada’s cat.png']);
  });
});

describe('metadata', () => {
  const rows = [
    { channel: 'mail', score: '0.5', sent: '2026-01-05' },
    { channel: 'chat', score: '2', sent: '2026-01-06T23:30:00Z' },
    { channel: 'mail', score: 'n/a', sent: '2026-02-01' },
  ];
  let datasetId: string;
  let ids: string[];

  beforeAll(async () => {
    datasetId = await makeDataset(database.pool);
    const first = await makeImport(database.pool, datasetId, desk.ada.personId);
    ids = await makeSamples(database.pool, datasetId, { count: 60, importId: first });
    await database.pool.query(
      `UPDATE "SampleOrigin" o SET metadata = given.row FROM unnest($1::uuid[], $2::jsonb[]) AS given (id, row)
       WHERE o."sampleId" = given.id`,
      [ids, ids.map((_, n) => JSON.stringify(rows[Math.min(n, n > 2 ? n % 2 : 2)]))],
    );
    await enterMetadata(db(), { datasetId, importId: first });
  });

  const find = async (filter: SampleFilter) => {
    const page = await listSamples(db(), await openDataset(db(), datasetId), { filter, limit: 500, after: null });
    return page.samples.map(({ id }) => ids.indexOf(id));
  };

  it('is read as numbers, dates and categories', async () => {
    const { metadata } = await countFacets(db(), await openDataset(db(), datasetId), {});
    expect(metadata).toMatchObject([
      {
        name: 'channel',
        kind: 'category',
        values: [
          { value: 'chat', count: 30 },
          { value: 'mail', count: 30 },
        ],
      },
      { name: 'score', kind: 'number', minimum: 0.5, maximum: 2 },
      { name: 'sent', kind: 'date' },
    ]);
    const score = metadata[1];
    expect(score?.kind === 'number' && score.bins.reduce((sum, count) => sum + count, 0)).toBe(59);
  });

  it('filters by values and ranges, and by nothing that is not there', async () => {
    expect((await find({ value: ['channel:chat'] })).every((n) => n % 2 === 1)).toBe(true);
    expect(await find({ value: ['channel:chat', 'channel:mail'] })).toHaveLength(60);
    expect(await find({ range: ['sent:2026-01-07..'] })).toEqual([2]);
    expect((await find({ range: ['sent:..2026-01-06'] })).length).toBe(59);
    expect((await find({ range: ['score:0.4..0.6'], value: ['channel:mail'] })).length).toBe(29);
    expect(await find({ value: ['colour:red'] })).toEqual([]);
    expect(await find({ value: ["channel:'; DROP TABLE x; --"] })).toEqual([]);
  });

  it('becomes a category when a later import brings other values', async () => {
    const second = await makeImport(database.pool, datasetId, desk.ada.personId);
    const more = await makeSamples(database.pool, datasetId, { texts: ['later'], importId: second });
    await database.pool.query(
      `UPDATE "SampleOrigin" SET metadata = '{"score":"many","sent":"2026-03-01"}' WHERE "sampleId" = $1`,
      [more[0]],
    );
    for (let again = 0; again < 5; again++) await enterMetadata(db(), { datasetId, importId: second });
    const { metadata } = await countFacets(db(), await openDataset(db(), datasetId), {});
    expect(metadata.find(({ name }) => name === 'score')).toMatchObject({ kind: 'category' });
    expect((await find({ value: ['score:0.5'] })).length).toBe(29);
  });
});

describe('facets', () => {
  it('count every choice', async () => {
    const facets = await countFacets(db(), desk.dataset, {});
    expect(facets.totalCount).toBe(10);
    expect(facets.states).toEqual({ labeled: 3, unlabeled: 7, suggested: 1, excluded: 1, failed: 1 });
    expect(facets.classes).toEqual([
      { labelClassId: desk.glass, count: 2 },
      { labelClassId: desk.paper, count: 1 },
    ]);
    expect(facets.clusters.map(({ number, count }) => [number, count])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(facets.imports.map((entry) => entry.count)).toEqual([10]);
    expect(facets.sources).toEqual([
      { labelSource: 'person', count: 2 },
      { labelSource: 'import', count: 1 },
    ]);
  });

  it('leave their own filter out and keep the others', async () => {
    const facets = await countFacets(db(), desk.dataset, { class: [desk.glass], cluster: clusters[0]?.id });
    expect(facets.totalCount).toBe(2);
    expect(facets.classes).toEqual([{ labelClassId: desk.glass, count: 2 }]);
    expect(facets.clusters.map((entry) => entry.count)).toEqual([2]);
    expect(facets.states).toMatchObject({ labeled: 2, unlabeled: 0 });
  });
});

describe('one sample', () => {
  it('tells everything that is known of it', async () => {
    const detail = await readSampleDetail(db(), at(2));
    expect(detail).toMatchObject({
      id: at(2),
      text: 'sample number 2',
      label: null,
      excludedClassIds: [desk.glass],
      origins: [{ fileName: 'made.csv', position: 3, name: 'row 3', importName: 'made.csv' }],
    });
    expect(detail.payloadHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await readSampleDetail(db(), at(3))).toMatchObject({
      label: { labelClassId: desk.paper, labelSource: 'import', personName: 'Ada' },
    });
  });

  it('is not found under an unknown id or in a deleted dataset', async () => {
    await makePerson(database.pool);
    const datasetId = await makeDataset(database.pool);
    const [id = ''] = await makeSamples(database.pool, datasetId, { count: 1 });
    await database.pool.query('UPDATE "Dataset" SET "deletedAt" = now() WHERE id = $1', [datasetId]);
    await expect(readSampleDetail(db(), id)).rejects.toThrow(NotFound);
    await expect(findSimilar(db(), datasetId, 5)).rejects.toThrow(NotFound);
  });
});
