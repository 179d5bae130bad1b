import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Api, connectApi, pollFor } from '@/tests/support/api';
import { type App, type ProcessName, startApp } from '@/tests/support/app';
import { findInconsistencies } from '@/tests/support/invariants';

/** The supervisor waits longer after each death; a start anew, which a person would do too, ends that. */
const KILLS_PER_START = 5;
const SETTLE_MS = 10_000;

/** The real product, to kill parts of: keeps address and data across kills and starts, and counts the kills. */
export class Victim {
  #app: App;
  #pool: pg.Pool;
  readonly api: Api;
  killCount = 0;

  private constructor(app: App) {
    this.#app = app;
    this.#pool = Victim.#openPool(app);
    this.api = connectApi(app.url);
  }

  static async start(): Promise<Victim> {
    return new Victim(await startApp());
  }

  static #openPool(app: App): pg.Pool {
    const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
    pool.on('error', () => undefined);
    return pool;
  }

  get url(): string {
    return this.#app.url;
  }

  get pool(): pg.Pool {
    return this.#pool;
  }

  /** Kills a process as power loss would, and waits until the one after it works. */
  async kill(name: Exclude<ProcessName, 'supervisor'>): Promise<void> {
    const pid = await pollFor(
      async () => this.#app.pidOf(name),
      (found) => found !== undefined,
      { what: name, everyMs: 50 },
    );
    process.kill(pid ?? 0, 'SIGKILL');
    this.killCount += 1;
    if (this.killCount % KILLS_PER_START === 0) await this.#startAnew();
    const isBack = async () => {
      const now = this.#app.pidOf(name);
      return now !== undefined && now !== pid && (await this.#answers());
    };
    await pollFor(isBack, (back) => back, { what: `the next ${name}`, everyMs: 50, timeoutMs: 60_000 });
  }

  async #startAnew(): Promise<void> {
    await this.#app.stop();
    await this.#pool.end();
    this.#app = await startApp({ dataDir: this.#app.dataDir, port: this.#app.port });
    this.#pool = Victim.#openPool(this.#app);
  }

  async #answers(): Promise<boolean> {
    try {
      await this.#pool.query('SELECT 1');
      return (await fetch(`${this.#app.url}/api/health`)).ok;
    } catch {
      return false;
    }
  }

  /** What is wrong with it; see findInconsistencies. The last chores of a job that just ended get a moment. */
  async examine(options: { isIdle: boolean }): Promise<string[]> {
    const deadline = Date.now() + (options.isIdle ? SETTLE_MS : 0);
    for (;;) {
      const wrong = await findInconsistencies(this.#pool, this.#app.dataDir, options);
      if (wrong.length === 0 || Date.now() >= deadline) return wrong;
      await delay(250);
    }
  }

  readLogs(): string {
    return this.#app.readLogs();
  }

  async remove(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
    await this.#app.remove();
  }
}

/** Starts a victim for the time of a test; when the test fails, the logs are printed. */
export async function withVictim(test: (victim: Victim) => Promise<void>): Promise<void> {
  const victim = await Victim.start();
  try {
    await test(victim);
  } catch (error) {
    process.stdout.write(`${victim.readLogs()}\n`);
    throw error;
  } finally {
    await victim.remove();
  }
}
