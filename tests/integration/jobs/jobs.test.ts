import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { database, db, pool } from '@/lib/db/client.server';
import { Invalid, Unavailable } from '@/lib/errors';
import type { JobHandlers } from '@/lib/jobs/handler.server';
import {
  assertFresh,
  cancelJob,
  enqueueJob,
  findOpenJob,
  getJob,
  listJobs,
  pauseJob,
  resumeJob,
} from '@/lib/jobs/repo.server';
import { recoverJobs, runJob, settleCancelled } from '@/lib/jobs/run-job.server';
import { claimJob } from '@/lib/jobs/run-repo.server';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeDataset } from '@/tests/support/rows';

const test = useTestDatabase();
const never = new AbortController().signal;
let datasetId = '';

function enqueueEmbed(): Promise<string> {
  return db().$transaction((tx) => enqueueJob(tx, { kind: 'embed', payload: { datasetId, chain: false }, datasetId }));
}

function run(jobId: string, handlers: JobHandlers, stop: AbortSignal = never): Promise<void> {
  return runJob({ database: database(), handlers }, jobId, stop);
}

async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isTrue()) return;
    await delay(50);
  }
  throw new Error('It did not come true within 5 s.');
}

/** Works in small steps until it is asked to leave. */
const patient: JobHandlers = {
  embed: {
    run: async ({ signal, progress }) => {
      for (let done = 0; ; done += 1) {
        signal.throwIfAborted();
        progress({ done, total: 1_000, unit: 'samples' });
        await delay(10);
      }
    },
  },
};

beforeEach(async () => {
  await test.clear();
  datasetId = await makeDataset(test.pool);
});

describe('enqueueJob', () => {
  it('makes the job and its entry in the queue with the transaction, or neither', async () => {
    await expect(
      db().$transaction(async (tx) => {
        await enqueueJob(tx, { kind: 'embed', payload: { datasetId, chain: false }, datasetId });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await db().job.count()).toBe(0);

    const jobId = await enqueueEmbed();
    const { rows } = await pool().query('SELECT key, queue_name FROM graphile_worker.jobs');
    expect(rows).toEqual([{ key: jobId, queue_name: 'embed' }]);
    expect(await findOpenJob(db(), datasetId, 'embed')).toMatchObject({ id: jobId, status: 'queued' });
  });

  it('works on a plain connection too', async () => {
    const client = await pool().connect();
    try {
      await client.query('BEGIN');
      const jobId = await enqueueJob(client, { kind: 'purge', payload: {}, datasetId: null });
      await client.query('COMMIT');
      expect((await getJob(db(), jobId)).kind).toBe('purge');
    } finally {
      client.release();
    }
  });

  it('refuses a payload of another shape', async () => {
    const wrong = { datasetId, chain: 'yes' } as unknown as { datasetId: string; chain: boolean };
    await expect(enqueueJob(db(), { kind: 'embed', payload: wrong, datasetId })).rejects.toThrow();
  });
});

describe('runJob', () => {
  it('runs a job once and keeps its result and its last progress', async () => {
    let runs = 0;
    const jobId = await enqueueEmbed();
    const handlers: JobHandlers = {
      embed: {
        run: async ({ job, progress }) => {
          runs += 1;
          progress({ done: 7, total: 7, unit: 'samples', message: 'All embedded.' });
          return { attempt: job.attempt };
        },
      },
    };
    await run(jobId, handlers);
    await run(jobId, handlers);
    expect(runs).toBe(1);
    expect(await getJob(db(), jobId)).toMatchObject({ status: 'succeeded', doneCount: 7, message: 'All embedded.' });
    expect((await db().job.findUniqueOrThrow({ where: { id: jobId } })).result).toEqual({ attempt: 1 });
  });

  it('ends with the sentence of the error, and settles', async () => {
    const settled: unknown[] = [];
    const jobId = await enqueueEmbed();
    await run(jobId, {
      embed: {
        run: async () => Promise.reject(new Invalid('Row 3 has no text.')),
        settle: async (_tx, job, end) => void settled.push([job.id, end]),
      },
    });
    expect(await getJob(db(), jobId)).toMatchObject({ status: 'failed', message: 'Row 3 has no text.' });
    expect(settled).toEqual([[jobId, { status: 'failed', message: 'Row 3 has no text.' }]]);
  });

  it('tries again what is not available, and gives up when it gets no further', async () => {
    let runs = 0;
    const jobId = await enqueueEmbed();
    const ran = await drainJobs({
      embed: {
        run: async () => {
          runs += 1;
          throw new Unavailable('The disk is full.');
        },
      },
    });
    expect(runs).toBe(11);
    expect(ran[0]).toMatchObject({ status: 'queued', message: 'The disk is full. Trying again.' });
    expect(await getJob(db(), jobId)).toMatchObject({ status: 'failed' });
  });

  it('keeps trying while it gets further', async () => {
    const jobId = await enqueueEmbed();
    await drainJobs({
      embed: {
        run: async ({ job, progress }) => {
          progress({ done: job.attempt });
          if (job.attempt < 30) throw new Unavailable('The disk is full.');
          return undefined;
        },
      },
    });
    expect(await getJob(db(), jobId)).toMatchObject({ status: 'succeeded', doneCount: 30 });
  });
});

describe('waiting', () => {
  it('names the running job of its lane that a queued one waits for', async () => {
    const otherId = await makeDataset(test.pool, { name: 'Letters' });
    const blocking = await db().$transaction((tx) =>
      enqueueJob(tx, { kind: 'embed', payload: { datasetId: otherId, chain: false }, datasetId: otherId }),
    );
    const waiting = await db().$transaction((tx) =>
      enqueueJob(tx, { kind: 'embed', payload: { datasetId, chain: false }, datasetId }),
    );
    const aside = await db().$transaction((tx) => enqueueJob(tx, { kind: 'purge', payload: {}, datasetId }));
    expect(await getJob(db(), waiting)).toMatchObject({ status: 'queued', waitsFor: null });

    await claimJob(db(), blocking);
    const waitsFor = { kind: 'embed', datasetName: 'Letters' };
    expect(await getJob(db(), waiting)).toMatchObject({ status: 'queued', waitsFor });
    expect(await getJob(db(), blocking)).toMatchObject({ status: 'running', waitsFor: null });
    expect(await listJobs(db(), datasetId)).toMatchObject([
      { id: waiting, waitsFor },
      { id: aside, waitsFor: null },
    ]);
  });
});

describe('stopping', () => {
  it('pauses a running job, and resumes it with a new attempt', async () => {
    const jobId = await enqueueEmbed();
    const running = run(jobId, patient);
    await waitUntil(async () => (await getJob(db(), jobId)).doneCount > 0);
    expect((await pauseJob(db(), jobId)).request).toBe('pause');
    await running;
    expect(await getJob(db(), jobId)).toMatchObject({ status: 'paused', request: null, secondsLeft: null });

    expect((await resumeJob(db(), jobId)).status).toBe('queued');
    await drainJobs({ embed: { run: async ({ job }) => ({ attempt: job.attempt }) } });
    expect((await db().job.findUniqueOrThrow({ where: { id: jobId } })).result).toEqual({ attempt: 2 });
  });

  it('cancels a running job and settles it', async () => {
    const jobId = await enqueueEmbed();
    let settledAs = '';
    const running = run(jobId, {
      embed: {
        run: patient.embed?.run ?? (async () => undefined),
        settle: async (_tx, _job, end) => {
          settledAs = end.status;
        },
      },
    });
    await waitUntil(async () => (await getJob(db(), jobId)).status === 'running');
    await cancelJob(db(), jobId);
    await running;
    expect(settledAs).toBe('cancelled');
    expect((await getJob(db(), jobId)).status).toBe('cancelled');
    await expect(resumeJob(db(), jobId)).rejects.toThrow('The job was cancelled and cannot be resumed.');
  });

  it('pauses and cancels jobs that wait', async () => {
    const jobId = await enqueueEmbed();
    expect((await pauseJob(db(), jobId)).status).toBe('paused');
    await run(jobId, patient);
    expect((await getJob(db(), jobId)).status).toBe('paused');
    await cancelJob(db(), jobId);
    await settleCancelled({ database: database(), handlers: {} });
    expect((await getJob(db(), jobId)).status).toBe('cancelled');
  });

  it('puts a job back into the queue when the process stops', async () => {
    const jobId = await enqueueEmbed();
    const stop = new AbortController();
    const running = run(jobId, patient, stop.signal);
    await waitUntil(async () => (await getJob(db(), jobId)).status === 'running');
    stop.abort(new Error('the process stops'));
    await running;
    expect((await getJob(db(), jobId)).status).toBe('queued');
    const { rows } = await pool().query('SELECT key FROM graphile_worker.jobs');
    expect(rows).toEqual([{ key: jobId }]);
  });
});

describe('fencing and recovery', () => {
  it('lets only the present attempt commit', async () => {
    const jobId = await enqueueEmbed();
    const first = await claimJob(db(), jobId);
    if (first === undefined) throw new Error('not claimed');
    await db().$transaction((tx) => assertFresh(tx, first));

    await recoverJobs({ database: database(), handlers: {} }, 'all');
    await expect(db().$transaction((tx) => assertFresh(tx, first))).rejects.toThrow('does not hold the job');
    const second = await claimJob(db(), jobId);
    expect(second?.attempt).toBe(2);
  });

  it('makes a takeover wait for a commit that passed the check', async () => {
    const jobId = await enqueueEmbed();
    const first = await claimJob(db(), jobId);
    if (first === undefined) throw new Error('not claimed');
    const order: string[] = [];
    let takeover: Promise<void> | undefined;
    await db().$transaction(async (tx) => {
      await assertFresh(tx, first);
      takeover = recoverJobs({ database: database(), handlers: {} }, 'all').then(() => void order.push('takeover'));
      await delay(200);
      order.push('commit');
    });
    await takeover;
    expect(order).toEqual(['commit', 'takeover']);
  });

  it('recovers by lease only jobs that nobody renews', async () => {
    const jobId = await enqueueEmbed();
    await claimJob(db(), jobId);
    await recoverJobs({ database: database(), handlers: {} }, 'out-of-lease');
    expect((await getJob(db(), jobId)).status).toBe('running');
    await pool().query(`UPDATE "Job" SET "leaseUntil" = now() - interval '1 second'`);
    await recoverJobs({ database: database(), handlers: {} }, 'out-of-lease');
    expect((await getJob(db(), jobId)).status).toBe('queued');
  });

  it('gives up a job that takes the worker down again and again', async () => {
    const jobId = await enqueueEmbed();
    for (let death = 0; death < 11; death += 1) {
      await claimJob(db(), jobId);
      await recoverJobs({ database: database(), handlers: {} }, 'all');
    }
    expect(await getJob(db(), jobId)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('The worker stopped during the job.'),
    });
  });

  it('puts back what the queue lost', async () => {
    const jobId = await enqueueEmbed();
    await pool().query('DELETE FROM graphile_worker._private_jobs');
    await recoverJobs({ database: database(), handlers: {} }, 'all');
    const { rows } = await pool().query('SELECT key FROM graphile_worker.jobs');
    expect(rows).toEqual([{ key: jobId }]);
  });
});

describe('listJobs', () => {
  it('has what is open first, then what ended', async () => {
    const done = await enqueueEmbed();
    await run(done, { embed: { run: async () => undefined } });
    const open = await enqueueEmbed();
    expect((await listJobs(db(), datasetId)).map(({ id, status }) => [id, status])).toEqual([
      [open, 'queued'],
      [done, 'succeeded'],
    ]);
  });
});
