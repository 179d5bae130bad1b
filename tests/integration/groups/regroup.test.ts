import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NearestGroups } from '@/lib/groups/nearest';
import { callHandlers as near } from '@/lib/groups/nearest.server';
import { openGroup } from '@/lib/groups/open-repo.server';
import { callHandlers as orders } from '@/lib/groups/order-members.server';
import { listQueue } from '@/lib/groups/queue-repo.server';
import { regroup } from '@/lib/groups/regroup.server';
import { regrouping } from '@/lib/groups/regrouping';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import { revertOperation } from '@/lib/labels/revert.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { findInconsistencies } from '@/tests/support/invariants';
import { type MadeCluster, makeClusterRun, makeEmbeddingModel, makeEmbeddings } from '@/tests/support/rows';
import { joinWorker } from '@/tests/support/worker-line';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;
let modelId: string;
let clusters: MadeCluster[];

beforeEach(async () => {
  await database.clear();
  desk = await makeDesk(database.pool, { count: 12 });
  modelId = await makeEmbeddingModel(database.pool);
  await makeEmbeddings(database.pool, { modelId, sampleIds: desk.sampleIds });
  await database.pool.query(`UPDATE "Dataset" SET "modelId" = $2 WHERE id = $1`, [desk.datasetId, modelId]);
  ({ clusters } = await makeClusterRun(database.pool, { ...desk, modelId, clusterCount: 3 }));
  joinWorker({ ...orders, ...near });
});

const act = async (request: Record<string, unknown>, actor = desk.ada) =>
  await regroup(database.db, {
    dataset: desk.dataset,
    actor,
    regrouping: regrouping.parse({ idempotencyKey: randomUUID(), ...request }),
  });

const part = (title: string, sampleIds: string[]) => ({
  title,
  words: [],
  sampleIds,
  distances: sampleIds.map((_, rank) => rank / 100),
  cohesion: 0.9,
});

const split = (cluster: MadeCluster | undefined, at = 2) => ({
  kind: 'split',
  fromId: cluster?.id,
  fromSource: 'cluster',
  parts: [part('Front', cluster?.sampleIds.slice(0, at) ?? []), part('Back', cluster?.sampleIds.slice(at) ?? [])],
});

/** A split whose parts bring their ids. */
const named = (cluster: MadeCluster | undefined, ids: string[]) => {
  const request = split(cluster);
  return { ...request, parts: request.parts.map((each, place) => ({ ...each, id: ids[place] })) };
};

const merge = (...ids: (string | undefined)[]) => ({
  kind: 'merge',
  fromIds: ids.map((id) => ({ id, source: 'cluster' })),
});

const park = (id: string | undefined, note = 'ask Mira') => ({
  kind: 'park',
  groupId: id,
  groupSource: 'cluster',
  note,
});

const readQueue = async () => (await listQueue(database.db, desk.dataset)).clusters;
const titles = async () =>
  (await readQueue())
    .map(({ title, size, parked }) => `${title} ${size}${parked === null ? '' : ` (${parked.note})`}`)
    .sort();
const revert = (operationId: string, actor = desk.ben) =>
  revertOperation(database.db, { dataset: desk.dataset, actor, operationId, idempotencyKey: randomUUID() });

describe('regrouping', () => {
  it('puts the parts of a split in the place of the group, and the group back when it is undone', async () => {
    const { operation, groups } = await act(split(clusters[0]));
    expect(operation).toMatchObject({ kind: 'split', groupId: clusters[0]?.id, groupTitle: 'Cluster 1' });
    expect(groups.map(({ title, source, size }) => `${title} ${source} ${size}`)).toEqual([
      'Front part 2',
      'Back part 2',
    ]);
    expect(await titles()).toEqual(['Back 2', 'Cluster 2 4', 'Cluster 3 4', 'Front 2']);
    expect((await openGroup(database.db, groups[0]?.id ?? '')).sampleIds).toEqual(clusters[0]?.sampleIds.slice(0, 2));
    await desk.undoAs();
    expect(await titles()).toEqual(['Cluster 1 4', 'Cluster 2 4', 'Cluster 3 4']);
    await desk.redoAs();
    expect(await titles()).toEqual(['Back 2', 'Cluster 2 4', 'Cluster 3 4', 'Front 2']);
    expect(await findInconsistencies(database.pool, database.dataDir, { isIdle: true })).toEqual([]);
  });

  it('gives parts the ids that the request brings, in its order, and answers the same again', async () => {
    const ids = [uuidv7(), uuidv7()].reverse();
    const request = { ...named(clusters[0], ids), idempotencyKey: 'split-once' };
    const { groups, operation } = await act(request);
    expect(groups.map(({ id, title }) => [id, title])).toEqual([
      [ids[0], 'Front'],
      [ids[1], 'Back'],
    ]);
    expect(operation.detail).toMatchObject({ intoIds: ids });
    const again = await act(request);
    expect([again.groups, again.operation.id]).toEqual([groups, operation.id]);
    const [first = ''] = ids;
    await desk.act({
      ...{ kind: 'accept', labelClassId: desk.glass, sampleIds: clusters[0]?.sampleIds.slice(0, 2) ?? [] },
      group: { source: 'part', id: first, title: 'Front' },
    });
    expect((await readQueue()).find(({ id }) => id === first)).toMatchObject({ labeledCount: 2, done: true });
  });

  it.each([
    ['of a part', async () => (await act(split(clusters[1]))).groups[0]?.id],
    ['of a cluster', async () => clusters[2]?.id],
  ])('changes nothing where a part is to get the id %s, and takes none of another form', async (_, find) => {
    const taken = (await find()) ?? '';
    const before = await titles();
    const refused = act(named(clusters[0], [uuidv7(), taken]));
    await expect(refused).rejects.toThrow(/^Another group has the id /);
    await expect(act(named(clusters[0], [randomUUID(), uuidv7()]))).rejects.toThrow(/UUID of version 7/);
    await expect(act(named(clusters[0], [taken, taken]))).rejects.toThrow();
    const same = uuidv7();
    await expect(act(named(clusters[0], [same, same]))).rejects.toThrow(/Two parts have the same id/);
    expect(await titles()).toEqual(before);
    expect(await findInconsistencies(database.pool, database.dataDir, { isIdle: true })).toEqual([]);
  });

  it('merges clusters into one, ordered from core to fringe, and takes them apart again', async () => {
    const { operation, groups } = await act(merge(clusters[0]?.id, clusters[2]?.id));
    expect(await titles()).toEqual(['Cluster 1 + Cluster 3 8', 'Cluster 2 4']);
    const opened = await openGroup(database.db, groups[0]?.id ?? '');
    expect(opened.head).toMatchObject({ source: 'merged', size: 8, number: null });
    expect(new Set(opened.sampleIds)).toEqual(
      new Set([...(clusters[0]?.sampleIds ?? []), ...(clusters[2]?.sampleIds ?? [])]),
    );
    expect(opened.distances.toSorted((a, b) => a - b)).toEqual(opened.distances);
    await revert(operation.id);
    expect(await titles()).toEqual(['Cluster 1 4', 'Cluster 2 4', 'Cluster 3 4']);
  });

  it('says which groups are near: a part stands where its cluster stands', async () => {
    const axes = [
      [1, 0],
      [0.9, 0.4],
      [0, 1],
    ].map((axis) => Buffer.from(Float32Array.from(axis).buffer));
    for (const [i, axis] of axes.entries()) {
      await database.pool.query('UPDATE "Cluster" SET centre = $2 WHERE id = $1', [clusters[i]?.id, axis]);
    }
    const { groups } = await act(split(clusters[1]));
    const { nearest } = await askWorker<NearestGroups>('nearest-groups', {
      datasetId: desk.datasetId,
      groupId: clusters[0]?.id,
    });
    expect(nearest.map(({ id }) => id)).toEqual([...groups.map(({ id }) => id), clusters[2]?.id]);
    expect(nearest[0]?.similarity).toBeCloseTo(0.9 / Math.hypot(0.9, 0.4), 6);
  });

  it('parks with a note, and brings back', async () => {
    const { operation } = await act(park(clusters[1]?.id));
    expect(await titles()).toEqual(['Cluster 1 4', 'Cluster 2 4 (ask Mira)', 'Cluster 3 4']);
    await expect(act(park(clusters[1]?.id), desk.ben)).rejects.toThrow('Cluster 2 was parked by Ada');
    await revert(operation.id);
    expect((await readQueue()).every(({ parked }) => parked === null)).toBe(true);
  });

  it('refuses what was replaced meanwhile, and changes nothing', async () => {
    await act(split(clusters[0]));
    const before = await titles();
    await expect(act(merge(clusters[0]?.id, clusters[1]?.id), desk.ben)).rejects.toThrow('Cluster 1 was split by Ada');
    await expect(act(split(clusters[0]), desk.ben)).rejects.toThrow('operation 1');
    expect(await titles()).toEqual(before);
    expect(await desk.revision()).toBe(1);
  });

  it('answers a repeated key as it did, and refuses the key for something else', async () => {
    const request = { ...split(clusters[0]), idempotencyKey: 'the-same-key' };
    const first = await act(request);
    expect(await act(request)).toEqual(first);
    expect(await desk.revision()).toBe(1);
    await expect(act({ ...park(clusters[1]?.id), idempotencyKey: 'the-same-key' })).rejects.toThrow('another request');
  });

  it('keeps everything in the queue: members that no part names become one, strangers are refused', async () => {
    const [first, second] = clusters;
    const partial = {
      ...split(first),
      parts: [part('A', [first?.sampleIds[0] ?? '']), part('B', [first?.sampleIds[1] ?? ''])],
    };
    await act(partial);
    expect(await titles()).toEqual(['A 1', 'B 1', 'Cluster 2 4', 'Cluster 3 4', 'Rest of Cluster 1 2']);
    const stranger = {
      ...split(second),
      parts: [part('A', second?.sampleIds ?? []), part('B', [first?.sampleIds[0] ?? ''])],
    };
    await expect(act(stranger)).rejects.toThrow('not a member');
    const twice = {
      ...split(second),
      parts: [part('A', second?.sampleIds ?? []), part('B', [second?.sampleIds[0] ?? ''])],
    };
    await expect(act(twice)).rejects.toThrow('two parts');
  });

  it('is taken back from the top only', async () => {
    const first = await act(split(clusters[0]));
    const [front] = first.groups;
    const second = await act(merge(front?.id, clusters[1]?.id), desk.ben);
    await expect(revert(first.operation.id)).rejects.toThrow('Ben made Front + Cluster 2 in operation 2');
    await revert(second.operation.id);
    await revert(first.operation.id);
    expect(await titles()).toEqual(['Cluster 1 4', 'Cluster 2 4', 'Cluster 3 4']);
    // The merge rested on a part that is gone: it comes back only after the split.
    const chain = await database.pool.query<{ id: string }>(`SELECT id FROM "Operation" WHERE seq = 3`);
    await expect(revert(chain.rows[0]?.id ?? '')).rejects.toThrow('Front is not there any more');
  });

  it('belongs to its run: a newer one begins anew, and what is of the old one can still be opened', async () => {
    const { groups } = await act(split(clusters[0]));
    await act(park(clusters[1]?.id));
    const next = await makeClusterRun(database.pool, { ...desk, modelId, clusterCount: 2 });
    expect(await titles()).toEqual(['Cluster 1 6', 'Cluster 2 6']);
    expect((await openGroup(database.db, groups[1]?.id ?? '')).head.size).toBe(2);
    expect((await openGroup(database.db, clusters[1]?.id ?? '')).run?.number).toBe(1);
    await expect(act(park(clusters[2]?.id))).rejects.toThrow('earlier run');
    await act(park(next.clusters[0]?.id));
    expect((await readQueue()).filter(({ parked }) => parked !== null)).toHaveLength(1);
  });
});
