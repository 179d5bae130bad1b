import { beforeEach, expect, it } from 'vitest';
import { lockStand } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { catchUp, type ReadAhead, readAhead } from '@/lib/labels/read-ahead.server';
import { deleteSamples, restoreSamples } from '@/lib/samples/repo.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;
let sampleIds: string[];

beforeEach(async () => {
  desk = await makeDesk(database.pool);
  sampleIds = desk.sampleIds.slice(0, 4);
});

const read = () => readAhead(db(), { datasetId: desk.datasetId, sampleIds });
const catchUpWith = (ahead: ReadAhead, since: number) =>
  db().$transaction(async (tx) => {
    const stand = await lockStand(tx, desk.datasetId);
    return await catchUp(tx, ahead, { datasetId: desk.datasetId, sampleIds, stand, since });
  });
const label = (indexes: number[], labelClassId: string) =>
  desk.act({ kind: 'label', labelClassId, sampleIds: indexes.map((index) => desk.sampleIds[index] ?? '') });

it('keeps what was read while nothing touched the samples', async () => {
  await label([0], desk.glass);
  const ahead = await read();
  await label([8], desk.glass);
  const now = await catchUpWith(ahead, 1);
  expect(now).toMatchObject({ stand: { revision: 2 }, liveCount: 4, newestTouch: 1 });
  expect(now.states).toBe(ahead.states);
});

it('reads states anew that another person changed after the reading, and names the revision', async () => {
  const ahead = await read();
  await label([8], desk.glass);
  await label([2], desk.paper);
  const now = await catchUpWith(ahead, 0);
  expect(now.newestTouch).toBe(2);
  expect([...now.states.keys()]).toEqual([sampleIds[2]]);
});

it('reads states anew also where the person knows of the change, as of own decisions that waited', async () => {
  const ahead = await read();
  await label([2], desk.paper);
  const now = await catchUpWith(ahead, 1);
  expect(now.newestTouch).toBe(1);
  expect([...now.states.keys()]).toEqual([sampleIds[2]]);
});

it('says what came before the reading and after what the person saw', async () => {
  await label([1], desk.paper);
  const now = await catchUpWith(await read(), 0);
  expect(now.newestTouch).toBe(1);
});

it('counts anew when samples were deleted or brought back meanwhile', async () => {
  const ahead = await read();
  await db().$transaction((tx) =>
    deleteSamples(tx, desk.dataset, { sampleIds: sampleIds.slice(0, 2), personId: desk.ada.personId }),
  );
  expect(await catchUpWith(ahead, 0)).toMatchObject({ liveCount: 2 });
  const without = await read();
  await db().$transaction((tx) => restoreSamples(tx, desk.dataset, {}));
  expect(await catchUpWith(without, 0)).toMatchObject({ liveCount: 4 });
});
