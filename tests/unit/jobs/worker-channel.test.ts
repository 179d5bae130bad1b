import { describe, expect, it } from 'vitest';
import { WorkerRelay } from '@/bin/worker-relay';
import { Invalid, SheafError, Unavailable } from '@/lib/errors';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import { joinWorker } from '@/tests/support/worker-line';

describe('asking the worker', () => {
  it('needs a channel', async () => {
    await expect(askWorker('echo', 1)).rejects.toThrow(Unavailable);
  });

  it('answers with what the worker returned or threw', async () => {
    joinWorker({
      echo: async (body) => ({ body }),
      refuse: async () => {
        throw new Invalid('Not so.');
      },
      lack: async () => {
        throw new SheafError('not-found', 'Nothing there.');
      },
    });
    expect(await askWorker('echo', { a: [1, null] })).toEqual({ body: { a: [1, null] } });
    await expect(askWorker('refuse', {})).rejects.toThrow(new Invalid('Not so.'));
    await expect(askWorker('lack', {})).rejects.toMatchObject({ kind: 'not-found', message: 'Nothing there.' });
    for (const kind of ['other', 'toString', '__proto__']) {
      await expect(askWorker(kind, {})).rejects.toMatchObject({ kind: 'not-found' });
    }
    const answers = await Promise.all([1, 2, 3].map((body) => askWorker('echo', body)));
    expect(answers).toEqual([{ body: 1 }, { body: 2 }, { body: 3 }]);
  });

  it('is refused at once when the worker ends or does not run', async () => {
    const { stopWorker } = joinWorker({ wait: () => new Promise(() => undefined) });
    const asked = askWorker('wait', {});
    stopWorker();
    await expect(asked).rejects.toThrow('not running now');
    await expect(askWorker('wait', {})).rejects.toThrow(Unavailable);
  });
});

it('passes on calls and awaited answers, and nothing else', () => {
  const [toWorker, toWeb]: [unknown[], unknown[]] = [[], []];
  const relay = new WorkerRelay(
    (message) => toWorker.push(message) > 0,
    (message) => toWeb.push(message) > 0,
  );
  for (const message of ['ready', null, 7, {}, { toWorker: { id: 1, kind: 'x' } }, { toWeb: { id: 'a', result: 1 } }]) {
    relay.fromWeb(message);
    relay.fromWorker(message);
  }
  expect([toWorker, toWeb]).toEqual([[], []]);
  relay.fromWeb({ toWorker: { id: 'a', kind: 'x', body: 1, more: 2 } });
  relay.fromWorker({ toWeb: { id: 'a', result: 1 } });
  relay.fromWorker({ toWeb: { id: 'a', result: 2 } });
  expect([toWorker, toWeb]).toEqual([
    [{ toWorker: { id: 'a', kind: 'x', body: 1 } }],
    [{ toWeb: { id: 'a', result: 1 } }],
  ]);
});
