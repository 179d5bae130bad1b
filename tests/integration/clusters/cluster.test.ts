import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import type { ClusterSplit } from '@/lib/clusters/cluster';
import { jobHandlers as clusterHandlers } from '@/lib/clusters/jobs.server';
import { listRuns } from '@/lib/clusters/repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { jobHandlers as embedHandlers } from '@/lib/embeddings/jobs.server';
import { models } from '@/lib/embeddings/models';
import { ensureModel } from '@/lib/embeddings/repo.server';
import { NotFound } from '@/lib/errors';
import { openCluster } from '@/lib/groups/open-repo.server';
import { countClusters, listQueue } from '@/lib/groups/queue-repo.server';
import { insertGroup } from '@/lib/groups/repo.server';
import { callHandlers } from '@/lib/groups/split.server';
import { StopRequested } from '@/lib/jobs/handler.server';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { createRandom } from '@/lib/math/random';
import { makePictures } from '@/tests/integration/embeddings/pictures';
import { makeTopicTexts } from '@/tests/integration/embeddings/topics';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeClasses, makeDataset, makeEmbeddings, makeIds, makePerson, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();
const handlers = { ...embedHandlers, ...clusterHandlers };

beforeAll(buildBundles);
beforeEach(() => database.clear());

async function cluster(datasetId: string, { k = null, seed = 1 }: { k?: number | null; seed?: number } = {}) {
  await enqueueJob(database.db, { kind: 'cluster', payload: { datasetId, k, seed }, datasetId });
  return (await drainJobs(handlers)).at(-1);
}

/** A text dataset whose vectors are made up: three tight groups and some stragglers. */
async function makeVectorDataset(count: number) {
  const datasetId = await makeDataset(database.pool);
  const sampleIds = await makeSamples(database.pool, datasetId, { count });
  const { id: modelId, dimension } = await ensureModel(database.db, models.text);
  const random = createRandom(7);
  const vectors = sampleIds.map((_, i) => {
    const vector = Float32Array.from({ length: dimension }, () => 0.05 * (random() - 0.5));
    vector[(i % 3) * 40] = 1;
    return vector;
  });
  await makeEmbeddings(database.pool, { modelId, sampleIds, dimension, vectors });
  return { datasetId, sampleIds };
}

async function label(datasetId: string, sampleIds: string[], labelClassId: string) {
  const { personId } = await makePerson(database.pool);
  await database.pool.query(
    `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
     SELECT id, $2, $3, 'person', gen_random_uuid(), $4, now() FROM unnest($1::uuid[]) AS given (id)`,
    [sampleIds, labelClassId, datasetId, personId],
  );
}

async function suggest(datasetId: string, sampleIds: string[], labelClassId: string) {
  await database.pool.query(
    `INSERT INTO "Suggestion" ("sampleId", "labelClassId", "labelSource", "sourceId", "datasetId")
     SELECT id, $2, 'import', $4, $3 FROM unnest($1::uuid[]) AS given (id)`,
    [sampleIds, labelClassId, datasetId, makeIds(1)[0]],
  );
}

async function queueOf(datasetId: string) {
  return listQueue(database.db, await openDataset(database.db, datasetId));
}

describe('from texts and pictures', () => {
  test('texts are embedded, clustered by subject and titled by their words', async () => {
    const datasetId = await makeDataset(database.pool);
    const sampleIds = await makeSamples(database.pool, datasetId, { texts: makeTopicTexts(48) });
    await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain: true }, datasetId });
    const jobs = await drainJobs(handlers);
    expect(jobs.map(({ kind, status }) => [kind, status])).toEqual([
      ['embed', 'succeeded'],
      ['cluster', 'succeeded'],
    ]);
    const { run, clusters } = await queueOf(datasetId);
    expect(run).toMatchObject({ number: 1, sampleCount: 48, k: 7, modelName: models.text.name });
    expect(run?.kReason).toBe('The square root of 48 samples: about 7 in a cluster.');
    expect(clusters.reduce((sum, { size }) => sum + size, 0)).toBe(48);
    const subjectOf = new Map(sampleIds.map((id, i) => [id, i % 3]));
    for (const { id, words, title } of clusters) {
      const group = await openCluster(database.db, id);
      expect(new Set(group.sampleIds.map((sampleId) => subjectOf.get(sampleId))).size).toBe(1);
      expect(title).toBe(
        words
          .slice(0, 3)
          .map(({ word }) => word)
          .join(' · '),
      );
      const holding = group.previews.filter((text) => text.includes(words[0]?.word ?? '?')).length;
      expect(words[0]?.count).toBe(holding);
    }
  });

  test('pictures are clustered and titled by number', async () => {
    const datasetId = await makeDataset(database.pool, { modality: 'image' });
    await makePictures(database.pool, datasetId, { count: 18 });
    await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain: true }, datasetId });
    await drainJobs(handlers);
    const { clusters } = await queueOf(datasetId);
    expect(clusters.length).toBe(4);
    for (const { title, number, words } of clusters)
      expect({ title, words }).toEqual({ title: `Cluster ${number}`, words: [] });
  });
});

describe('a run', () => {
  test('is the same for the same input, parameters and seed, and a newer one supersedes', async () => {
    const { datasetId } = await makeVectorDataset(90);
    await cluster(datasetId, { k: 5, seed: 9 });
    await cluster(datasetId, { k: 5, seed: 9 });
    await cluster(datasetId, { k: 5, seed: 10 });
    const membersOf = async (number: number) => {
      const { rows } = await database.pool.query(
        `SELECT member."sampleId", cluster.number, member.rank, member.distance, cluster.centre
         FROM "ClusterMember" AS member JOIN "Cluster" AS cluster ON cluster.id = member."clusterId"
         JOIN "ClusterRun" AS run ON run.id = member."runId" WHERE run.number = $1 ORDER BY 1`,
        [number],
      );
      return rows;
    };
    const first = await membersOf(1);
    expect(first.length).toBe(90);
    expect(await membersOf(2)).toEqual(first);
    expect(await membersOf(3)).not.toEqual(first);
    expect((await queueOf(datasetId)).run).toMatchObject({ number: 3, seed: 10, kReason: 'Chosen by hand.' });
    const runs = await listRuns(database.db, await openDataset(database.db, datasetId));
    expect(runs.map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  test('orders every cluster from core to fringe', async () => {
    const { datasetId } = await makeVectorDataset(90);
    await cluster(datasetId, { k: 3 });
    const { clusters } = await queueOf(datasetId);
    expect(clusters.map(({ size }) => size)).toEqual([30, 30, 30]);
    for (const { id, representatives, fringe } of clusters) {
      const group = await openCluster(database.db, id);
      expect(group.distances).toEqual(group.distances.toSorted((a, b) => a - b));
      expect(representatives.map(({ sampleId }) => sampleId)).toEqual(group.sampleIds.slice(0, 4));
      expect(fringe).toEqual(group.sampleIds.slice(-12).reverse());
      expect(group.head.cohesion).toBeCloseTo(1 - group.distances.reduce((sum, d) => sum + d, 0) / 30, 5);
      expect(group.head.boundaryRank).toBeGreaterThanOrEqual(24);
    }
  });

  test('asked for more clusters than there are different samples, says so', async () => {
    const datasetId = await makeDataset(database.pool);
    const sampleIds = await makeSamples(database.pool, datasetId, { count: 6 });
    const { id: modelId, dimension } = await ensureModel(database.db, models.text);
    const vectors = sampleIds.map((_, i) => {
      const vector = new Float32Array(dimension);
      vector[i % 2] = 1;
      return vector;
    });
    await makeEmbeddings(database.pool, { modelId, sampleIds, dimension, vectors });
    expect(await cluster(datasetId, { k: 5 })).toMatchObject({ status: 'succeeded' });
    const { run, clusters } = await queueOf(datasetId);
    expect(clusters.length).toBe(2);
    expect(run?.kReason).toContain('only 2 groups of different samples');
  });

  test('a single sample is a cluster of one', async () => {
    const { datasetId } = await makeVectorDataset(1);
    await cluster(datasetId);
    const { clusters } = await queueOf(datasetId);
    expect(clusters).toMatchObject([{ size: 1, boundaryRank: 1, cohesion: 1 }]);
  });

  test('proposes k by trying several, keeps the curve, and gathers clusters into coarse ones', async () => {
    const { datasetId } = await makeVectorDataset(450);
    await cluster(datasetId);
    const { run, clusters, coarse } = await queueOf(datasetId);
    expect(run?.curve.map(({ k }) => k)).toEqual([2, 3, 5, 7, 9, 13, 19, 27, 38, 53, 75]);
    expect(run?.kReason).toBe('The square root of 450 samples: about 21 in a cluster.');
    expect(coarse.map(({ number, title }) => ({ number, title }))).toEqual(
      coarse.map((_, i) => ({ number: i + 1, title: `Coarse cluster ${i + 1}` })),
    );
    const sizeOf = (number: number) =>
      clusters.filter(({ coarseNumber }) => coarseNumber === number).reduce((sum, { size }) => sum + size, 0);
    const sizes = coarse.map(({ number }) => sizeOf(number));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(450);
  });

  test('without embeddings the job fails with a sentence', async () => {
    const datasetId = await makeDataset(database.pool, { name: 'Empty' });
    expect(await cluster(datasetId)).toMatchObject({
      status: 'failed',
      message: 'Empty has no embedded samples to cluster. Embed them first.',
    });
  });
});

describe('a split', () => {
  const splitOf = async (groupId: string | undefined, k: number) =>
    (await callHandlers['split-group']?.({ groupId, k })) as ClusterSplit;

  test('previews the parts of one cluster, each with all it holds, and writes nothing', async () => {
    const { datasetId, sampleIds } = await makeVectorDataset(60);
    await cluster(datasetId, { k: 1 });
    const before = await queueOf(datasetId);
    const { parts } = await splitOf(before.clusters[0]?.id, 3);
    expect(parts.map(({ sampleIds: own }) => own.length)).toEqual([20, 20, 20]);
    const placeOf = new Map(sampleIds.map((id, i) => [id, i]));
    for (const { sampleIds: own } of parts) expect(new Set(own.map((id) => (placeOf.get(id) ?? 0) % 3)).size).toBe(1);
    expect(await queueOf(datasetId)).toEqual(before);
  });

  test('previews the parts of any group, with the members that have no embedding at the end of the last', async () => {
    const { datasetId, sampleIds } = await makeVectorDataset(31);
    const bare = sampleIds.at(-1) ?? '';
    await database.pool.query('DELETE FROM "Embedding" WHERE "sampleId" = $1', [bare]);
    const groupId = await insertGroup(database.db, {
      ...{
        datasetId,
        personId: (await makePerson(database.pool)).personId,
        source: 'filter',
        title: 'All',
        query: {},
        words: [],
      },
      ...{ sampleIds, distances: sampleIds.map(() => 0) },
      ...{ matchedCount: 31, cohesion: null, operationId: null },
    });
    const { cohesion, parts } = await splitOf(groupId, 3);
    expect(parts.map((part) => part.sampleIds.length)).toEqual([10, 10, 11]);
    expect(parts.at(-1)?.sampleIds.at(-1)).toBe(bare);
    for (const part of parts) {
      expect(part.distances).toEqual(part.distances.toSorted((a, b) => a - b));
      expect(part.cohesion).toBeGreaterThan(cohesion ?? 1);
    }
  });

  test('of an unknown cluster, or into no parts, is refused', async () => {
    await expect(splitOf(makeIds(1)[0], 3)).rejects.toBeInstanceOf(NotFound);
    await expect(splitOf(makeIds(1)[0], 1)).rejects.toThrow();
  });
});

describe('the queue', () => {
  test('counts labels, suggests the class of the known members, and puts done clusters last', async () => {
    const { datasetId } = await makeVectorDataset(90);
    await cluster(datasetId, { k: 3 });
    const [glass, paper] = (await makeClasses(database.pool, datasetId, ['glass', 'paper'])).map(({ id }) => id);
    const [first, second, third] = (await queueOf(datasetId)).clusters;
    if (!first || !second || !third || !glass || !paper)
      throw new Error('three clusters and two classes were expected');
    const group = await openCluster(database.db, first.id);
    await label(datasetId, group.sampleIds, glass);
    await suggest(datasetId, (await openCluster(database.db, second.id)).sampleIds.slice(0, 10), paper);
    await suggest(datasetId, (await openCluster(database.db, second.id)).sampleIds.slice(10, 12), glass);
    const { clusters } = await queueOf(datasetId);
    expect(clusters.at(-1)).toMatchObject({
      id: first.id,
      done: true,
      labeledCount: 30,
      labeledAs: [{ labelClassId: glass, count: 30 }],
      suggestion: { labelClassId: glass, share: 1, knownCount: 30, from: 'person' },
    });
    expect(clusters.find(({ id }) => id === second.id)?.suggestion).toEqual({
      labelClassId: paper,
      share: 10 / 12,
      knownCount: 12,
      from: 'import',
    });
    expect(clusters.find(({ id }) => id === third.id)).toMatchObject({
      done: false,
      suggestion: null,
      labeledCount: 0,
    });
    expect(await countClusters(database.db, datasetId)).toEqual({ clusterCount: 3, clustersLeft: 2 });
  });

  test('an open cluster shows labels, suggestions and exclusions of each member', async () => {
    const { datasetId } = await makeVectorDataset(30);
    await cluster(datasetId, { k: 1 });
    const [glass, paper] = (await makeClasses(database.pool, datasetId, ['glass', 'paper'])).map(({ id }) => id);
    const [only] = (await queueOf(datasetId)).clusters;
    const before = await openCluster(database.db, only?.id ?? '');
    const [a = '', b = '', c = ''] = before.sampleIds;
    await label(datasetId, [a], glass ?? '');
    await suggest(datasetId, [b], paper ?? '');
    const { personId } = await makePerson(database.pool);
    await database.pool.query(
      `INSERT INTO "Exclusion" ("sampleId", "labelClassId", "datasetId", "operationId", "personId", "decidedAt")
       VALUES ($1, $2, $3, gen_random_uuid(), $4, now())`,
      [c, glass, datasetId, personId],
    );
    const after = await openCluster(database.db, only?.id ?? '');
    expect(after.labelClassIds.slice(0, 3)).toEqual([glass, null, null]);
    expect(after.labelSources.slice(0, 2)).toEqual(['person', null]);
    expect(after.suggestedClassIds.slice(0, 3)).toEqual([null, paper, null]);
    expect(after.excludedClassIds.slice(0, 4)).toEqual([null, null, [glass], null]);
    expect(after.revision).toBe(0);
  });

  test('deleted samples leave the cluster, its size and its boundary', async () => {
    const { datasetId } = await makeVectorDataset(30);
    await cluster(datasetId, { k: 1 });
    const [only] = (await queueOf(datasetId)).clusters;
    const before = await openCluster(database.db, only?.id ?? '');
    const gone = before.sampleIds.slice(0, 2);
    await database.db.sample.updateMany({ where: { id: { in: gone } }, data: { deletedAt: new Date() } });
    const after = await openCluster(database.db, only?.id ?? '');
    expect(after.sampleIds).toEqual(before.sampleIds.slice(2));
    expect(after.head.size).toBe(28);
    expect(after.head.boundaryRank).toBe(before.head.boundaryRank - 2);
    expect(after.head.representatives.map(({ sampleId }) => sampleId)).toEqual(before.sampleIds.slice(2, 6));
  });

  test('is empty before the first run; an unknown cluster is said to be unknown', async () => {
    const datasetId = await makeDataset(database.pool);
    expect(await queueOf(datasetId)).toEqual({ run: null, clusters: [], coarse: [] });
    await expect(openCluster(database.db, makeIds(1)[0] ?? '')).rejects.toThrow(NotFound);
  });
});

test('a run that is stopped ends at once and leaves nothing', async () => {
  const { datasetId } = await makeVectorDataset(90);
  const payload = { datasetId, k: 40, seed: 1 };
  const id = await enqueueJob(database.db, { kind: 'cluster', payload, datasetId });
  await database.db.job.update({ where: { id }, data: { status: 'running', attempt: 1 } });
  const stop = new AbortController();
  const running = clusterHandlers.cluster?.run({
    job: { id, attempt: 1, kind: 'cluster', payload, datasetId },
    database: { db: database.db, pool: database.pool, close: async () => undefined },
    signal: stop.signal,
    progress: ({ done = 0 }) => {
      if (done > 0) stop.abort(new StopRequested('cancel'));
    },
  });
  await expect(running).rejects.toThrow(StopRequested);
  expect(await database.db.clusterRun.count()).toBe(0);
});
