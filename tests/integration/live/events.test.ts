import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LiveEvent } from '@/lib/live/change';
import { openEventStream } from '@/lib/live/event-stream.server';
import { closeLiveHub, liveHub } from '@/lib/live/hub.server';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeEach(async () => {
  desk = await makeDesk(database.pool);
});
afterEach(closeLiveHub);

/** The events of a stream, as a browser would read them. */
function readEvents(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    async next(type: LiveEvent['type']): Promise<LiveEvent> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
          text = text.slice(end + 2);
          const event = data === undefined ? null : (JSON.parse(data) as LiveEvent);
          if (event?.type === type) return event;
          continue;
        }
        const { done, value } = await reader.read();
        if (done) throw new Error(`The stream ended before an event ${type} came.`);
        text += decoder.decode(value, { stream: true });
      }
    },
    cancel: () => reader.cancel(),
  };
}

const open = (datasetId: string, pageId?: string) =>
  readEvents(openEventStream(liveHub(), { datasetId, pageId }, desk.revision));

it('says at which revision it begins, then every operation once it is committed', async () => {
  await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: desk.sampleIds.slice(0, 1) });
  const events = open(desk.datasetId);
  expect(await events.next('hello')).toEqual({ type: 'hello', revision: 1 });
  // The second one comes when the connection to Postgres stands.
  await events.next('hello');
  const { operation } = await desk.act(
    { kind: 'label', labelClassId: desk.glass, sampleIds: desk.sampleIds.slice(1, 3), group: { source: 'filter' } },
    desk.ben,
  );
  expect(await events.next('change')).toEqual({
    type: 'change',
    change: {
      of: 'operation',
      datasetId: desk.datasetId,
      revision: 2,
      operationId: operation.id,
      kind: 'label',
      personId: desk.ben.personId,
      groupId: null,
      groupSource: 'filter',
    },
  });
  await events.cancel();
});

it('says nothing of what was taken back', async () => {
  const events = open(desk.datasetId);
  await events.next('hello');
  await events.next('hello');
  const refused = desk.act({ kind: 'clear', sampleIds: desk.sampleIds.slice(0, 1) });
  await expect(refused).rejects.toThrow('Nothing to clear');
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: desk.sampleIds.slice(0, 1) });
  expect(await events.next('change')).toMatchObject({ change: { kind: 'label', revision: 1 } });
  await events.cancel();
});

it('says hello again after its connection to Postgres broke', async () => {
  const events = open(desk.datasetId);
  await events.next('hello');
  await events.next('hello');
  const { rows } = await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'sheaf live' AND datname = current_database()`,
  );
  expect(rows).toHaveLength(1);
  await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: desk.sampleIds.slice(0, 1) });
  expect(await events.next('hello')).toEqual({ type: 'hello', revision: 1 });
  await events.cancel();
});

it('tells who has which group open, to the pages of that dataset only', async () => {
  const other = await makeDesk(database.pool, { count: 1 });
  const hub = liveHub();
  const events = open(desk.datasetId);
  const elsewhere = open(other.datasetId);
  expect(await events.next('presence')).toEqual({ type: 'presence', pages: [] });
  expect(await elsewhere.next('presence')).toEqual({ type: 'presence', pages: [] });
  hub.notePresence(desk.datasetId, 'Ada', { pageId: 'page-one', groupId: desk.glass });
  expect(await events.next('presence')).toMatchObject({ pages: [{ personName: 'Ada', groupId: desk.glass }] });
  hub.notePresence(desk.datasetId, 'Ada', { pageId: 'page-one', browserId: 'browser-a', groupId: null });
  expect(await events.next('presence')).toMatchObject({ pages: [{ browserId: 'browser-a', groupId: null }] });
  hub.notePresence(desk.datasetId, 'Ada', { pageId: 'page-one', groupId: null, isLeaving: true });
  expect(await events.next('presence')).toEqual({ type: 'presence', pages: [] });
  hub.notePresence(other.datasetId, 'Ben', { pageId: 'page-two', groupId: other.glass });
  expect(await elsewhere.next('presence')).toMatchObject({ pages: [{ personName: 'Ben' }] });
  await Promise.all([events.cancel(), elsewhere.cancel()]);
});

it('forgets the group of a page whose stream ends', async () => {
  const events = open(desk.datasetId);
  await events.next('presence');
  const leaving = open(desk.datasetId, 'page-one');
  await leaving.next('hello');
  liveHub().notePresence(desk.datasetId, 'Ada', { pageId: 'page-one', groupId: desk.glass });
  expect(await events.next('presence')).toMatchObject({ pages: [{ pageId: 'page-one' }] });
  await leaving.cancel();
  expect(await events.next('presence')).toEqual({ type: 'presence', pages: [] });
  await events.cancel();
});

it('ends its streams when the server stops', async () => {
  const events = open(desk.datasetId);
  await events.next('hello');
  await closeLiveHub();
  await expect(events.next('change')).rejects.toThrow('The stream ended');
});

it('listens on one connection, however many streams there are', async () => {
  const all = [1, 2, 3, 4].map(() => open(desk.datasetId));
  for (const events of all) {
    await events.next('hello');
    await events.next('hello');
  }
  const { rows } = await database.pool.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE application_name = 'sheaf live' AND datname = current_database()`,
  );
  expect(rows).toEqual([{ count: 1 }]);
  await Promise.all(all.map((events) => events.cancel()));
});
