import { setTimeout as delay } from 'node:timers/promises';
import type { Runner } from 'graphile-worker';
import { Logger, run } from 'graphile-worker';
import { StopRequested } from '@/lib/jobs/handler.server';
import { LANE_COUNT, RUN_JOB_TASK } from '@/lib/jobs/repo.server';
import type { JobSetting } from '@/lib/jobs/run-job.server';
import { attemptChore, recoverJobs, runJob, settleCancelled } from '@/lib/jobs/run-job.server';
import { unlockDeadWorkers } from '@/lib/jobs/run-repo.server';
import type { WorkerLock } from '@/lib/jobs/worker-lock-repo.server';
import { openQueuePool, takeWorkerLock } from '@/lib/jobs/worker-lock-repo.server';

export type WorkerSetting = JobSetting & {
  url: string;
  /** Aborted when the process should end. */
  stop: AbortSignal;
  /** Enqueues what is due once a day. */
  daily: () => Promise<void>;
};

const CANCEL_CHECK_MS = 1_000;
const RECOVERY_CHECK_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Handlers leave at the end of a batch; one that does not is ended with the process, and begins again. */
const LEAVE_TIMEOUT_MS = 30_000;
/** Every night at 03:17 UTC, made up for when the machine was off then. */
const CRONTAB = '17 3 * * * daily ?fill=2d&max=1';

const logger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') console.error(`queue: ${message}`);
});

/** The part of a worker's life between taking the lock and losing it. */
class Session {
  readonly #setting: WorkerSetting;
  readonly #leaving = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #runner: Runner | undefined;

  constructor(setting: WorkerSetting) {
    this.#setting = setting;
  }

  async work(lock: WorkerLock): Promise<void> {
    const { database, url, stop } = this.#setting;
    await unlockDeadWorkers(database.db);
    await recoverJobs(this.#setting, 'all');
    const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
    const pgPool = openQueuePool(url, LANE_COUNT + 2);
    try {
      await this.#runQueue(pgPool, Promise.race([lock.lost, stopped]));
    } finally {
      // Not waited for: where a job did not leave, its connection is not given back either.
      void pgPool.end().catch(() => undefined);
    }
  }

  async #runQueue(pgPool: ReturnType<typeof openQueuePool>, over: Promise<void>): Promise<void> {
    const { daily } = this.#setting;
    this.#runner = await run({
      pgPool,
      concurrency: LANE_COUNT,
      // By default the end of a job is written without anybody waiting for it, and a connection that breaks just then is a
      // rejection that nobody handles: the process would end. As a batch, even of one, its failure ends the session.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      pollInterval: 1_000,
      noHandleSignals: true,
      logger,
      taskList: { [RUN_JOB_TASK]: (payload) => this.#runOne(payload), daily: () => attemptChore(daily) },
      crontab: CRONTAB,
    });
    const chores = this.#startChores();
    try {
      await Promise.race([over, this.#runner.promise.catch(() => undefined)]);
    } finally {
      for (const chore of chores) clearInterval(chore);
      await this.#leave();
    }
  }

  #runOne(payload: unknown): Promise<void> {
    const { jobId } = payload as { jobId: string };
    const running = runJob(this.#setting, jobId, this.#leaving.signal)
      .catch((error: unknown) => console.error(`The end of job ${jobId} was not recorded:`, error))
      .finally(() => this.#running.delete(jobId));
    this.#running.set(jobId, running);
    return running;
  }

  #startChores(): NodeJS.Timeout[] {
    const recover = () => recoverJobs(this.#setting, 'out-of-lease', new Set(this.#running.keys()));
    return [
      setInterval(() => void attemptChore(() => settleCancelled(this.#setting)), CANCEL_CHECK_MS),
      setInterval(() => void attemptChore(recover), RECOVERY_CHECK_MS),
    ];
  }

  async #leave(): Promise<void> {
    this.#leaving.abort(new StopRequested('shutdown'));
    const left = Promise.all([
      this.#runner?.stop().catch(() => undefined),
      ...[...this.#running.values()].map((running) => running.catch(() => undefined)),
    ]);
    const isLate = Symbol('late');
    const timeout = new AbortController();
    const outcome = await Promise.race([
      left,
      delay(LEAVE_TIMEOUT_MS, isLate, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    if (outcome === isLate) throw new Error(`Jobs did not leave within ${LEAVE_TIMEOUT_MS / 1000} s.`);
  }
}

/**
 * Works on the queue until `stop`: takes the worker lock (waiting while another process holds it), takes over what dead
 * workers left, and runs jobs. When the database goes away, it begins again as soon as that is back.
 * Rejects when jobs do not leave in time; the process must then end.
 */
export async function workOnQueue(setting: WorkerSetting): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!setting.stop.aborted) {
    let lock: WorkerLock | undefined;
    try {
      lock = await takeWorkerLock(setting.url, setting.stop);
      pauseMs = FIRST_PAUSE_MS;
      await new Session(setting).work(lock);
    } catch (error) {
      if (setting.stop.aborted && lock === undefined) return;
      if (error instanceof Error && error.message.startsWith('Jobs did not leave')) throw error;
      console.error('The worker lost the database and waits for it:', error);
    } finally {
      await lock?.release();
    }
    if (setting.stop.aborted) return;
    await delay(pauseMs, undefined, { signal: setting.stop }).catch(() => undefined);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}
