import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { launchChild } from '@/bin/child';
import { markSchema, refuseNewerData } from '@/bin/data-directory';
import { KeptProcess } from '@/bin/kept-process';
import type { DataLock } from '@/bin/lock';
import { WorkerRelay } from '@/bin/worker-relay';
import type { Config } from '@/lib/config.server';
import type { EmbeddedPostgres } from '@/lib/db/embedded.server';
import { startEmbeddedPostgres } from '@/lib/db/embedded.server';
import { migrateDatabase } from '@/lib/db/migrate.server';
import type { ProcessIdentity } from '@/lib/db/processes.server';
import { Unavailable } from '@/lib/errors';

export type SupervisorOptions = {
  config: Config;
  lock: DataLock;
  isDevelopment: boolean;
  accessToken: string | undefined;
  report: (message: string) => void;
};

/** The pages' process is to stay below 1 GiB; what it lets go of is collected before that. */
const WEB_HEAP_MIB = 512;

const PORT_SENTENCES: Record<string, string> = {
  EADDRINUSE: 'is in use by another program. Set PORT to a free one.',
  EACCES: 'may not be used by this account. Set PORT to one from 1024 on.',
  EADDRNOTAVAIL: 'cannot be used: HOST is not an address of this machine.',
};

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/**
 * Throws Unavailable, in a sentence, when the web server could not listen on its address. One that is in use is tried
 * again for a moment: the web server of a start that just ended may be closing.
 */
export async function checkPort({ HOST: host, PORT: port }: Config): Promise<void> {
  let code: string | undefined;
  for (let attempt = 0; attempt < 10; attempt++) {
    code = await tryPort(host, port);
    if (code === undefined) return;
    if (code !== 'EADDRINUSE') break;
    await delay(100);
  }
  throw new Unavailable(`Port ${port} on ${host} ${PORT_SENTENCES[code ?? ''] ?? `cannot be used (${code}).`}`);
}

/** Owns the processes of one installation: Postgres (unless DATABASE_URL names another), web and worker. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #databaseUrl = '';
  #postgres: KeptProcess | undefined;
  #web: KeptProcess | undefined;
  #worker: KeptProcess | undefined;
  readonly #stopping = new AbortController();
  readonly #relay = new WorkerRelay(
    (message) => this.#worker?.send(message) ?? false,
    (message) => this.#web?.send(message) ?? false,
  );

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Starts the database and brings it to the schema of this version. Rejects with a sentence when that fails. */
  async startDatabase(): Promise<void> {
    const { config } = this.#options;
    const isEmbedded = config.DATABASE_URL === undefined;
    this.#databaseUrl = config.DATABASE_URL ?? (await this.#startPostgres());
    const place = isEmbedded ? config.paths.data : 'DATABASE_URL';
    await migrateDatabase({ url: this.#databaseUrl, dir: config.paths.migrations, place });
    if (isEmbedded) markSchema(config);
  }

  /** Starts what uses the database, from what was built; resolves when the web server answers. */
  async startProcesses(): Promise<void> {
    if (this.#stopping.signal.aborted) throw new Unavailable('The start was interrupted.');
    this.#web = this.#keepChild('web', this.#databaseUrl);
    this.#worker = this.#keepChild('worker', this.#databaseUrl);
    await Promise.all([this.#web.start(), this.#worker.start()]);
  }

  /** Ends everything: first what uses the database, then the database. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#web?.stop(), this.#worker?.stop()]);
    await this.#postgres?.stop();
  }

  /** Starts the worker again from its new bundle; for development. */
  async restartWorker(): Promise<void> {
    await this.#worker?.restart();
  }

  #noteChildren = (): void => {
    const running = [this.#web?.process, this.#worker?.process];
    this.#options.lock.setChildren(running.filter((child): child is ProcessIdentity => child !== undefined));
  };

  async #startPostgres(): Promise<string> {
    const { config, report } = this.#options;
    refuseNewerData(config);
    const { pg: dir, pgPassword: passwordFile, logs } = config.paths;
    let server: EmbeddedPostgres | undefined;
    const launch = async () => {
      // Those who use it know its port, so a restart keeps it.
      const port = server === undefined ? {} : { port: server.port };
      server = await startEmbeddedPostgres({ dir, passwordFile, logFile: `${logs}/postgres.log`, ...port });
      return server;
    };
    this.#postgres = new KeptProcess({ name: 'Postgres', launch, report, onChange: () => undefined });
    await this.#postgres.start();
    if (server === undefined) throw new Unavailable('Postgres did not start.');
    return server.url;
  }

  #keepChild(name: 'web' | 'worker', databaseUrl: string): KeptProcess {
    const { accessToken, isDevelopment, report } = this.#options;
    const env = {
      DATABASE_URL: databaseUrl,
      NODE_ENV: isDevelopment ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...(name === 'worker' ? { STATEMENT_TIMEOUT_MS: '0' } : {}),
      ...(name === 'web' && accessToken !== undefined ? { ACCESS_TOKEN: accessToken } : {}),
    };
    const args = isDevelopment ? ['--dev'] : [];
    const onMessage = name === 'web' ? this.#relay.fromWeb : this.#relay.fromWorker;
    const heap = name === 'web' && !isDevelopment ? { heapMib: WEB_HEAP_MIB } : {};
    const common = { name, args, env, ...heap, waitForReady: name === 'web', isVerbose: isDevelopment, onMessage };
    const launch = (signal: AbortSignal) => launchChild({ ...common, signal });
    const calls = { onChange: this.#noteChildren, ...(name === 'worker' ? { onEnd: this.#relay.workerEnded } : {}) };
    return new KeptProcess({ name: `The ${name} process`, launch, report, ...calls });
  }
}
