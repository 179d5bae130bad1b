import { describe, expect, test } from 'vitest';
import * as coloursRoute from '@/app/api/maps/[mapId]/colours/route';
import * as legendRoute from '@/app/api/maps/[mapId]/legend/route';
import * as titlesRoute from '@/app/api/maps/[mapId]/titles/route';
import { goneColour, type MapLegend, type MapTitles } from '@/lib/maps/map';
import { splitColours } from '@/lib/maps/map-further';
import { enterMetadata } from '@/lib/samples/metadata-repo.server';
import { answer, call, layOut, makeMapped, useMapDatabase } from '@/tests/integration/maps/laid-out';
import { makeClasses, makeClusterRun, makePerson, makeSamples } from '@/tests/support/rows';

const database = useMapDatabase();

async function coloursOf(mapId: string, by: string): Promise<number[]> {
  const response = await call(coloursRoute.GET, { mapId }, { query: `?by=${encodeURIComponent(by)}` });
  expect(response.status).toBe(200);
  return [...new Uint16Array(await response.arrayBuffer())];
}

const legendOf = (mapId: string, by: string) =>
  answer<MapLegend>(call(legendRoute.GET, { mapId }, { query: `?by=${encodeURIComponent(by)}` }));

async function label(datasetId: string, sampleIds: string[], labelClassId: string) {
  const { personId } = await makePerson(database.pool);
  await database.pool.query(
    `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
     SELECT id, $2, $3, 'person', gen_random_uuid(), $4, now() FROM unnest($1::uuid[]) AS given (id)`,
    [sampleIds, labelClassId, datasetId, personId],
  );
  await database.pool.query('UPDATE "Dataset" SET revision = revision + 1 WHERE id = $1', [datasetId]);
}

describe('colours and legends', () => {
  test('by class: labels as they are now, deleted samples marked, counts without them', async () => {
    const { datasetId, sampleIds } = await makeMapped(database, 9);
    const mapId = await layOut(datasetId);
    const [glass, paper] = await makeClasses(database.pool, datasetId, ['glass', 'paper']);
    expect(await coloursOf(mapId, 'class')).toEqual(Array(9).fill(0));
    await label(datasetId, sampleIds.slice(0, 3), paper?.id ?? '');
    await label(datasetId, sampleIds.slice(2, 4), glass?.id ?? '');
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [sampleIds[0]]);
    await database.pool.query('UPDATE "Dataset" SET "sampleCount" = 8 WHERE id = $1', [datasetId]);
    expect(await coloursOf(mapId, 'class')).toEqual([goneColour, 2, 1, 1, 0, 0, 0, 0, 0]);
    const { entries, revision } = await legendOf(mapId, 'class');
    expect(revision).toBe(2);
    expect(entries).toEqual([
      { value: 0, id: null, name: 'None', slot: null, count: 5 },
      { value: 1, id: glass?.id, name: 'glass', slot: 0, count: 2 },
      { value: 2, id: paper?.id, name: 'paper', slot: 1, count: 1 },
    ]);
    expect(await coloursOf(mapId, 'source')).toEqual([goneColour, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect((await legendOf(mapId, 'source')).entries.map(({ name, count }) => [name, count])).toEqual([
      ['None', 5],
      ['person', 3],
    ]);
  });

  test('where samples carry several classes, each is counted, and comes behind the first ones', async () => {
    const { datasetId, sampleIds } = await makeMapped(database, 6);
    const mapId = await layOut(datasetId);
    await database.pool.query('UPDATE "Dataset" SET "isMultiLabel" = true WHERE id = $1', [datasetId]);
    const [glass, paper, metal] = await makeClasses(database.pool, datasetId, ['glass', 'paper', 'metal']);
    await label(datasetId, sampleIds.slice(0, 3), metal?.id ?? '');
    await label(datasetId, sampleIds.slice(1, 4), glass?.id ?? '');
    await label(datasetId, sampleIds.slice(1, 2), paper?.id ?? '');
    const response = await call(coloursRoute.GET, { mapId }, { query: '?by=class' });
    expect(response.headers.get('X-Point-Count')).toBe('6');
    const { values, further } = splitColours(new Uint16Array(await response.arrayBuffer()), 6);
    expect([...values]).toEqual([3, 1, 1, 1, 0, 0]);
    expect(further).toEqual({ points: Uint32Array.of(1, 1, 2), values: Uint16Array.of(2, 3, 3) });
    const counts = (await legendOf(mapId, 'class')).entries.map(({ name, count }) => [name, count]);
    expect(counts).toEqual([
      ['None', 2],
      ['glass', 3],
      ['paper', 1],
      ['metal', 3],
    ]);
    // All labels came from a person: nothing goes behind.
    expect(await coloursOf(mapId, 'source')).toEqual([1, 1, 1, 1, 0, 0]);
  });

  test('by cluster and by import; samples that came later are passed over', async () => {
    const { datasetId, sampleIds, modelId } = await makeMapped(database, 9);
    const mapId = await layOut(datasetId);
    expect(await coloursOf(mapId, 'cluster')).toEqual(Array(9).fill(0));
    const { runId, clusters } = await makeClusterRun(database.pool, { datasetId, modelId, sampleIds });
    await makeSamples(database.pool, datasetId, { texts: ['late'] });
    expect(await coloursOf(mapId, 'cluster')).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect((await legendOf(mapId, 'cluster')).entries.map(({ id, count }) => [id, count])).toEqual(
      clusters.map(({ id }) => [id, 3]),
    );
    expect(await coloursOf(mapId, 'coarse')).toEqual(Array(9).fill(0));
    const byImport = await coloursOf(mapId, 'import');
    expect(new Set(byImport).size).toBe(1);
    expect((await legendOf(mapId, 'import')).entries).toMatchObject([{ name: 'made.csv', count: 9 }]);
    const { titles } = await answer<MapTitles>(call(titlesRoute.GET, { mapId }));
    expect(titles.map(({ id, level, count }) => [id, level, count])).toEqual(
      clusters.map(({ id }) => [id, 'cluster', 3]),
    );
    await database.pool.query('UPDATE "Cluster" SET "coarseNumber" = 1 WHERE number < 3');
    await database.pool.query('INSERT INTO "CoarseCluster" ("runId", number, title) VALUES ($1, 1, $2)', [
      runId,
      'both',
    ]);
    const [coarse] = (await answer<MapTitles>(call(titlesRoute.GET, { mapId }))).titles;
    expect(coarse).toMatchObject({ title: 'both', level: 'coarse', count: 6 });
  });

  test('by a field of metadata: the most frequent values by name, the rest as others', async () => {
    const { datasetId, sampleIds } = await makeMapped(database, 45);
    const mapId = await layOut(datasetId);
    // 15 values of two samples each, and one more of the first; the rest have none. Texts that SQL could trip over.
    await enter(datasetId, sampleIds, (i) => {
      if (i > 30) return null;
      return { "pla'ce": i === 30 ? "it's \\ 0" : `it's \\ ${i % 15}` };
    });
    const { entries } = await legendOf(mapId, "metadata:pla'ce");
    expect(entries.map(({ value, count }) => [value, count])).toEqual([
      [0, 14],
      [1, 3],
      ...Array.from({ length: 11 }, (_, i) => [i + 2, 2]),
      [13, 6],
    ]);
    expect(entries[1]?.name).toBe("it's \\ 0");
    expect(entries.at(-1)?.name).toBe('Others');
    expect((await coloursOf(mapId, "metadata:pla'ce"))[30]).toBe(1);
    expect(await coloursOf(mapId, 'metadata:unknown')).toEqual(Array(45).fill(0));
    expect((await call(coloursRoute.GET, { mapId }, { query: '?by=size' })).status).toBe(400);
  });

  test('by numbers and dates: in bands of about as many samples', async () => {
    const { datasetId, sampleIds } = await makeMapped(database, 41);
    const mapId = await layOut(datasetId);
    await enter(datasetId, sampleIds, (i) => {
      return i === 40 ? null : { weight: String(i / 2), day: `2026-03-${String(1 + (i % 4)).padStart(2, '0')}` };
    });
    const weights = await legendOf(mapId, 'metadata:weight');
    expect(weights.entries.map(({ name, count }) => [name, count])).toEqual([
      ['None', 1],
      ['0 to 2', 4],
      ['2 to 4.5', 5],
      ['4.5 to 7', 5],
      ['7 to 9.5', 5],
      ['9.5 to 12', 5],
      ['12 to 14.5', 5],
      ['14.5 to 17', 5],
      ['17 to 19.5', 6],
    ]);
    expect((await coloursOf(mapId, 'metadata:weight')).slice(3, 5)).toEqual([1, 2]);
    const days = await legendOf(mapId, 'metadata:day');
    expect(days.entries.map(({ name, count }) => [name, count])).toEqual([
      ['None', 1],
      ['2026-03-01 to 2026-03-02', 10],
      ['2026-03-02 to 2026-03-03', 10],
      ['2026-03-03 to 2026-03-04', 20],
    ]);
  });
});

/** Gives samples metadata as an import would. */
async function enter(datasetId: string, sampleIds: string[], metadataOf: (i: number) => object | null) {
  for (const [i, id] of sampleIds.entries()) {
    const metadata = metadataOf(i);
    if (metadata === null) continue;
    await database.pool.query('UPDATE "SampleOrigin" SET metadata = $2 WHERE "sampleId" = $1', [id, metadata]);
  }
  const { importId } = await database.db.sampleOrigin.findFirstOrThrow({ where: { datasetId } });
  await enterMetadata(database.db, { datasetId, importId });
}
