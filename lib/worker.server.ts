import os from 'node:os';
import { jobHandlers as clusters } from '@/lib/clusters/jobs.server';
import { configOrExit } from '@/lib/config.server';
import { openDatabase, useDatabase } from '@/lib/db/client.server';
import { jobHandlers as embeddings } from '@/lib/embeddings/jobs.server';
import { jobHandlers as models } from '@/lib/embeddings/model-jobs.server';
import { removeAbandonedVectors } from '@/lib/embeddings/vector-staging.server';
import { jobHandlers as vectors } from '@/lib/embeddings/vectors-jobs.server';
import { jobHandlers as exports } from '@/lib/exchange/export-jobs.server';
import { jobHandlers as imports } from '@/lib/exchange/import-jobs.server';
import { callHandlers as nearest } from '@/lib/groups/nearest.server';
import { callHandlers as orders } from '@/lib/groups/order-members.server';
import { callHandlers as splits } from '@/lib/groups/split.server';
import { StopRequested } from '@/lib/jobs/handler.server';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { removeOldJobs } from '@/lib/jobs/run-repo.server';
import { lineToSupervisor, serveCalls } from '@/lib/jobs/worker-channel.server';
import { workOnQueue } from '@/lib/jobs/worker-session.server';
import { jobHandlers as maps } from '@/lib/maps/jobs.server';
import { neighbourCalls } from '@/lib/neighbours/calls.server';
import { callHandlers as folds } from '@/lib/neighbours/group-duplicates.server';
import { callHandlers as groups } from '@/lib/review/rank-filter.server';
import { jobHandlers as samples } from '@/lib/samples/jobs.server';
import { jobHandlers as versions } from '@/lib/versions/jobs.server';

// The background process: binds each kind of job to its handler. Nothing imports this file.
const handlers = {
  ...embeddings,
  ...models,
  ...vectors,
  ...clusters,
  ...maps,
  ...samples,
  ...versions,
  ...imports,
  ...exports,
  ...samples,
};

const MIN_POOL_SIZE = 10;

async function main(): Promise<void> {
  // People come first: what the worker computes for minutes gives way to the pages and the database. Threads inherit it.
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  const { DATABASE_URL: url, DATABASE_POOL_SIZE } = configOrExit();
  if (url === undefined) throw new Error('DATABASE_URL is not set: start Sheaf with npm start.');
  const database = openDatabase({
    url,
    poolSize: Math.max(MIN_POOL_SIZE, DATABASE_POOL_SIZE),
    statementTimeoutMs: 0,
    lockTimeoutMs: 60_000,
    idleInTransactionTimeoutMs: 600_000,
    applicationName: 'sheaf-worker',
  });
  useDatabase(database);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => stopping.abort(new StopRequested('shutdown')));
  }
  const neighbours = neighbourCalls(database);
  const line = lineToSupervisor();
  if (line !== null)
    serveCalls(line, { ...neighbours.handlers, ...splits, ...orders, ...groups, ...folds, ...nearest });
  const daily = async () => {
    await enqueueJob(database.db, { kind: 'purge', payload: {}, datasetId: null });
    await removeOldJobs(database.db);
    await removeAbandonedVectors(database);
  };
  await workOnQueue({ database, handlers, url, stop: stopping.signal, daily });
  await neighbours.close();
  await database.close();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
