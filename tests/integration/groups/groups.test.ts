import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { foldGroup } from '@/lib/groups/fold.server';
import { createGroup } from '@/lib/groups/group';
import { countGroupLabels } from '@/lib/groups/label-counts-repo.server';
import { openGroup } from '@/lib/groups/open-repo.server';
import { callHandlers as orders } from '@/lib/groups/order-members.server';
import { decide } from '@/lib/labels/decide.server';
import { callHandlers as folds } from '@/lib/neighbours/group-duplicates.server';
import { openAsGroup } from '@/lib/review/open-as-group.server';
import { callHandlers as ranks } from '@/lib/review/rank-filter.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeEmbeddingModel, makeEmbeddings } from '@/tests/support/rows';
import { joinWorker } from '@/tests/support/worker-line';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeAll(async () => {
  desk = await makeDesk(database.pool, { count: 12 });
  const modelId = await makeEmbeddingModel(database.pool, { dimension: 2 });
  // Samples 0 to 9 lie on a quarter circle, the two last have no embedding.
  const vectors = Array.from({ length: 10 }, (_, i) => Float32Array.of(Math.cos(i / 6), Math.sin(i / 6)));
  await makeEmbeddings(database.pool, { modelId, sampleIds: desk.sampleIds.slice(0, 10), dimension: 2, vectors });
  await database.pool.query(`UPDATE "Dataset" SET "modelId" = $2 WHERE id = $1`, [desk.datasetId, modelId]);
  joinWorker({ ...orders, ...ranks, ...folds });
});

async function open(request: unknown) {
  const dataset = await openDataset(database.db, desk.datasetId);
  const { group } = await openAsGroup(database.db, { dataset, actor: desk.ada, request: createGroup.parse(request) });
  return { group, opened: await openGroup(database.db, group.id) };
}

describe('samples as a group', () => {
  it('of a filter stand from the most to the least typical, those without an embedding last', async () => {
    const { group, opened } = await open({ source: 'filter', filter: { state: 'unlabeled' } });
    expect(group).toMatchObject({ size: 12, matchedCount: 12, title: '12 samples' });
    expect(opened.head).toMatchObject({ id: group.id, source: 'filter', number: null, size: 12, matchedCount: 12 });
    expect(opened.run).toBeNull();
    const [, , , , , , , , , , ...last] = opened.sampleIds;
    expect(last).toEqual(desk.sampleIds.slice(10));
    expect(new Set(opened.sampleIds.slice(0, 2))).toEqual(new Set(desk.sampleIds.slice(4, 6)));
    expect(opened.distances.toSorted((a, b) => a - b)).toEqual(opened.distances);
    expect(opened.head.boundaryRank).toBeLessThanOrEqual(12);
    expect(opened.head.cohesion).toBeGreaterThan(0.8);
  });

  it('of a lasso are its own; of an order that the caller brings, in that order', async () => {
    const three = [desk.sampleIds[7], desk.sampleIds[1], desk.sampleIds[11]];
    const lasso = await open({ source: 'lasso', sampleIds: [...three, randomUUID()], title: 'Left corner' });
    expect(lasso.group).toMatchObject({ size: 3, title: 'Left corner' });
    expect(new Set(lasso.opened.sampleIds)).toEqual(new Set(three));
    const ranked = { sampleIds: three, distances: [0.1, 0.2, 0.7] };
    const search = await open({ source: 'search', meaning: { phrase: 'a cat' }, ranked });
    expect(search.opened.sampleIds).toEqual(three);
    expect(search.opened.distances.map((distance) => Number(distance.toFixed(3)))).toEqual(ranked.distances);
    expect(search.group.title).toBe('Like “a cat”');
  });

  it('are decided like those of a cluster, and the operation keeps where they came from', async () => {
    const { group, opened } = await open({ source: 'duplicates', sampleIds: desk.sampleIds.slice(0, 3) });
    const dataset = await openDataset(database.db, desk.datasetId);
    const { operation } = await decide(database.db, {
      dataset,
      actor: desk.ada,
      decision: {
        kind: 'accept',
        idempotencyKey: randomUUID(),
        revision: opened.revision,
        labelClassId: desk.glass,
        sampleIds: opened.sampleIds,
        group: { source: 'duplicates', id: group.id, title: group.title },
      },
    });
    expect(operation).toMatchObject({ groupSource: 'duplicates', groupId: group.id, groupTitle: '3 near-duplicates' });
    const after = await openGroup(database.db, group.id);
    expect(after.head).toMatchObject({ labeledCount: 3, labeledAs: [{ labelClassId: desk.glass, count: 3 }] });
  });

  it('say whose labels they carry, and which of them are nearly the same', async () => {
    const { group, opened } = await open({ source: 'filter', filter: {} });
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: desk.sampleIds.slice(8, 10) }, desk.ben);
    const { size, labels } = await countGroupLabels(database.db, group.id);
    expect(size).toBe(12);
    expect(labels).toEqual([
      { labelClassId: desk.glass, labelSource: 'person', personName: 'Ada', count: 3 },
      { labelClassId: desk.paper, labelSource: 'person', personName: 'Ben', count: 2 },
    ]);
    // Neighbours on the quarter circle are a sixth of a radian apart, a cosine of .986: all ten hang together.
    const { folds } = await foldGroup(database.db, group.id, 0.98);
    expect(folds).toEqual([opened.sampleIds.slice(0, 10)]);
    expect((await foldGroup(database.db, group.id, 0.99)).folds).toEqual([]);
  });

  it('are refused where nothing matches', async () => {
    await expect(open({ source: 'filter', filter: { q: 'nowhere at all' } })).rejects.toThrow('No sample matches');
    await expect(open({ source: 'search', meaning: { phrase: 'x' } })).rejects.toThrow('ranked');
  });
});
