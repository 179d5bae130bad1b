import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { database, db } from '@/lib/db/client.server';
import type { JobHandlers } from '@/lib/jobs/handler.server';
import { cancelJob, enqueueJob, getJob, pauseJob } from '@/lib/jobs/repo.server';
import { claimJob } from '@/lib/jobs/run-repo.server';
import { workOnQueue } from '@/lib/jobs/worker-session.server';
import { useTestDatabase } from '@/tests/support/database';
import { makeDataset } from '@/tests/support/rows';

const test = useTestDatabase();
let workers: { stop: AbortController; done: Promise<void> }[] = [];
let datasetId = '';

function startWorker(handlers: JobHandlers): { stop: AbortController; done: Promise<void> } {
  const stop = new AbortController();
  const done = workOnQueue({
    database: database(),
    handlers,
    url: test.url,
    stop: stop.signal,
    daily: async () => undefined,
  });
  const worker = { stop, done };
  workers.push(worker);
  return worker;
}

function enqueueEmbed(): Promise<string> {
  return enqueueJob(db(), { kind: 'embed', payload: { datasetId, chain: false }, datasetId });
}

async function waitFor(jobId: string, status: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await getJob(db(), jobId)).status === status) return;
    await delay(50);
  }
  throw new Error(`The job is ${(await getJob(db(), jobId)).status} after 15 s, not ${status}.`);
}

/** Ends when it is asked to, or when told. */
function untilTold(): { handlers: JobHandlers; finish: () => void; attempts: number[] } {
  const attempts: number[] = [];
  let isTold = false;
  const handlers: JobHandlers = {
    embed: {
      run: async ({ job, signal }) => {
        attempts.push(job.attempt);
        while (!isTold) {
          signal.throwIfAborted();
          await delay(20);
        }
        return undefined;
      },
    },
  };
  return {
    handlers,
    attempts,
    finish: () => {
      isTold = true;
    },
  };
}

beforeEach(async () => {
  await test.clear();
  datasetId = await makeDataset(test.pool);
});

afterEach(async () => {
  for (const { stop } of workers) stop.abort();
  await Promise.all(workers.map(({ done }) => done));
  workers = [];
});

describe('workOnQueue', () => {
  it('takes over what a dead worker left, then what is enqueued', async () => {
    const left = await enqueueEmbed();
    await claimJob(db(), left);
    await test.pool.query(`UPDATE graphile_worker._private_job_queues SET locked_by = 'dead', locked_at = now()`);
    startWorker({ embed: { run: async () => undefined } });
    await waitFor(left, 'succeeded');
    const next = await enqueueEmbed();
    await waitFor(next, 'succeeded');
  });

  it('runs jobs of one lane one after another', async () => {
    let running = 0;
    let most = 0;
    const ids = await Promise.all([enqueueEmbed(), enqueueEmbed(), enqueueEmbed()]);
    startWorker({
      embed: {
        run: async () => {
          running += 1;
          most = Math.max(most, running);
          await delay(50);
          running -= 1;
          return undefined;
        },
      },
    });
    for (const id of ids) await waitFor(id, 'succeeded');
    expect(most).toBe(1);
  });

  it('lets only one worker work, and hands over when it stops', async () => {
    const told = untilTold();
    const jobId = await enqueueEmbed();
    const first = startWorker(told.handlers);
    await waitFor(jobId, 'running');
    startWorker(told.handlers);
    await delay(300);
    expect(told.attempts).toEqual([1]);
    first.stop.abort();
    await first.done;
    told.finish();
    await waitFor(jobId, 'succeeded');
    expect(told.attempts).toEqual([1, 2]);
  });

  it('begins again when the database dropped its connections', async () => {
    const told = untilTold();
    const jobId = await enqueueEmbed();
    startWorker(told.handlers);
    await waitFor(jobId, 'running');
    await test.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await delay(300);
    told.finish();
    await waitFor(jobId, 'succeeded');
    // The queue takes its entry out after the job has ended.
    await expect
      .poll(async () => (await test.pool.query('SELECT key FROM graphile_worker.jobs')).rows, { timeout: 10_000 })
      .toEqual([]);
  });

  it('begins again when the connection breaks on which the end of a job is written', async () => {
    const told = untilTold();
    const jobId = await enqueueEmbed();
    startWorker(told.handlers);
    await waitFor(jobId, 'running');
    const holder = await test.pool.connect();
    // The queue's own tables are locked, so that it waits with taking the entry out until its connection is ended.
    await holder.query('BEGIN; LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE');
    told.finish();
    await waitFor(jobId, 'succeeded');
    const ended = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%delete from%_private_jobs%'`;
    await expect.poll(async () => (await test.pool.query(ended)).rowCount, { timeout: 10_000 }).toBeGreaterThan(0);
    await holder.query('ROLLBACK');
    holder.release();
    await expect
      .poll(async () => (await test.pool.query('SELECT key FROM graphile_worker.jobs')).rows, { timeout: 10_000 })
      .toEqual([]);
    expect(told.attempts).toEqual([1]);
  });

  it('cancels a paused job without running it', async () => {
    const told = untilTold();
    const jobId = await enqueueEmbed();
    startWorker(told.handlers);
    await waitFor(jobId, 'running');
    await pauseJob(db(), jobId);
    await waitFor(jobId, 'paused');
    await cancelJob(db(), jobId);
    await waitFor(jobId, 'cancelled');
    expect(told.attempts).toEqual([1]);
  });
});
