import pg from 'pg';

/** One worker per database; the number only has to differ from other advisory locks in it. */
const LOCK_KEY = 7_368_101;

export type WorkerLock = {
  /** Resolves when the lock is gone: the connection broke, or it was released. */
  lost: Promise<void>;
  release: () => Promise<void>;
};

/**
 * Waits for the session-level lock that makes this process the only worker, and holds it by an open connection: it goes
 * when the process dies, however it dies. Rejects when the database does not answer, or when `stop` is aborted.
 */
export async function takeWorkerLock(url: string, stop: AbortSignal): Promise<WorkerLock> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'sheaf-worker-lock',
  });
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
    client.on('error', () => resolve());
  });
  const close = () => client.end().catch(() => undefined);
  const leave = () => void close();
  stop.addEventListener('abort', leave, { once: true });
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
  } catch (error) {
    await close();
    throw error;
  } finally {
    stop.removeEventListener('abort', leave);
  }
  return { lost, release: close };
}

/**
 * Connections for the queue. A connection that the server drops is no failure of this process, also while the queue
 * leaves, when nobody else listens for that any more.
 */
export function openQueuePool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: size });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
