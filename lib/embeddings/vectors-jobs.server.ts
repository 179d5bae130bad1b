import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { lockDataset, setDatasetModel } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { inspectDelivery, matchDelivery } from '@/lib/embeddings/inspect-vectors.server';
import type { VectorInspection } from '@/lib/embeddings/own-vectors';
import { writeEmbeddings } from '@/lib/embeddings/repo.server';
import {
  countCommitted,
  type DeliveryRecord,
  findDelivery,
  getDelivery,
  updateDelivery,
} from '@/lib/embeddings/vector-deliveries-repo.server';
import {
  clearVectorRows,
  createVectorModel,
  dropMatchedRows,
  listMatched,
  markWithoutVector,
} from '@/lib/embeddings/vector-rows-repo.server';
import { removeDelivered, rowsFile } from '@/lib/embeddings/vector-staging.server';
import { Conflict } from '@/lib/errors';
import type { HeldJob, JobContext, JobEnd, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh, enqueueJob, findOpenJob } from '@/lib/jobs/repo.server';

type Context = JobContext<'vectors'>;

const BLOCK_BYTES = 8 * 1024 * 1024;
/** Seed of the runs that nobody asked for by hand: the same data give the same clusters. */
const CHAIN_SEED = 1;

async function runVectors(context: Context): Promise<JobResult> {
  const { job, database } = context;
  const { deliveryId, step } = job.payload;
  const record = await getDelivery(database.db, deliveryId);
  if (record.status === 'committed') {
    await removeDelivered(deliveryId);
    return { modelId: record.modelId };
  }
  if (step === 'inspect') await inspectDelivery(context, record);
  if (step !== 'commit') {
    await matchDelivery(context, record.id);
    return { deliveryId };
  }
  const modelId = await commitDelivery(context, record);
  await removeDelivered(deliveryId);
  return { deliveryId, modelId };
}

/**
 * Writes all matched rows as embeddings of a new model and gives it to the dataset, in one transaction: before its end
 * nothing shows, after it everything. The job's row is held only at the end, so that progress and a cancellation get through.
 */
async function commitDelivery(context: Context, record: DeliveryRecord): Promise<string> {
  const { job, database } = context;
  const { inspection } = record;
  if (inspection === null) throw new Conflict('The vectors have not been read yet.');
  const started = await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    const { status } = await getDelivery(tx, record.id, { lock: true });
    if (status !== 'queued' && status !== 'running') return false;
    await updateDelivery(tx, record.id, { status: 'running' });
    return true;
  });
  if (!started) throw new Conflict('The vectors were cancelled.');
  return database.db.$transaction(async (tx) => {
    const dataset = await openDataset(tx, record.datasetId);
    const modelId = await makeModel(tx, { record, dataset, inspection });
    await writeRows(tx, context, { record, inspection, modelId });
    await assertFresh(tx, job);
    await lockDataset(tx, dataset.id);
    await markWithoutVector(tx, { datasetId: dataset.id, modelId });
    await setDatasetModel(tx, dataset, modelId);
    await dropMatchedRows(tx, record.id);
    await settleCommitted(tx, record.id, modelId);
    if (job.payload.cluster && (await findOpenJob(tx, dataset.id, 'cluster')) === null) {
      const payload = { datasetId: dataset.id, k: null, seed: CHAIN_SEED };
      await enqueueJob(tx, { kind: 'cluster', payload, datasetId: dataset.id });
    }
    return modelId;
  });
}

async function settleCommitted(tx: Tx, deliveryId: string, modelId: string): Promise<void> {
  const { status } = await getDelivery(tx, deliveryId, { lock: true });
  if (status !== 'running') throw new Conflict(`The vectors were ended: they are ${status}.`);
  const committedAt = new Date();
  await updateDelivery(tx, deliveryId, { status: 'committed', modelId, committedAt, message: null });
}

/** Every delivery becomes a model of its own, also the same file once more: its version counts those of the dataset. */
async function makeModel(
  tx: Tx,
  from: { record: DeliveryRecord; dataset: AuthorizedDataset; inspection: VectorInspection },
): Promise<string> {
  const { record, dataset, inspection } = from;
  const { source, matchBy } = inspection;
  return createVectorModel(tx, {
    datasetId: dataset.id,
    modality: dataset.modality,
    name: record.name,
    version: String(1 + (await countCommitted(tx, dataset.id))),
    sha256: hashOf(record),
    preprocessing: `${source.format}, ${source.numbers}, ${source.vectorColumns}; matched by ${matchBy}; delivery ${record.id}`,
    dimension: source.dimension,
  });
}

/** The SHA-256 of the one file; of two, that of their hashes one after the other. */
function hashOf({ files }: DeliveryRecord): string {
  const hashes = files.map(({ sha256 }) => sha256 ?? '');
  if (hashes.length === 1) return hashes[0] ?? '';
  return createHash('sha256')
    .update(Buffer.from(hashes.join(''), 'hex'))
    .digest('hex');
}

async function writeRows(
  tx: Tx,
  { signal, progress }: Context,
  { record, inspection, modelId }: { record: DeliveryRecord; inspection: VectorInspection; modelId: string },
): Promise<void> {
  const rowBytes = 4 * inspection.source.dimension;
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  const total = inspection.outcomes.matched;
  let done = 0;
  progress({ done, total, unit: 'vectors', message: null });
  const handle = await open(rowsFile(record.id), 'r');
  try {
    for (let first = 1; first <= inspection.rowCount; first += blockRows) {
      signal.throwIfAborted();
      const last = Math.min(first + blockRows - 1, inspection.rowCount);
      const rows = await listMatched(tx, record.id, { first, last });
      if (rows.length === 0) continue;
      const block = Buffer.alloc((last - first + 1) * rowBytes);
      await handle.read(block, 0, block.length, (first - 1) * rowBytes);
      const vectors = new Uint8Array(rows.length * rowBytes);
      for (const [i, { position }] of rows.entries()) {
        const start = (position - first) * rowBytes;
        vectors.set(block.subarray(start, start + rowBytes), i * rowBytes);
      }
      await writeEmbeddings(tx, { modelId, sampleIds: rows.map(({ sampleId }) => sampleId), vectors });
      done += rows.length;
      progress({ done });
    }
  } finally {
    await handle.close();
  }
}

/** What could not be read ends; what could not be written, or was stopped while it was, can be started again. */
async function settleVectors(tx: Tx, job: HeldJob<'vectors'>, end: JobEnd): Promise<void> {
  const { deliveryId, step } = job.payload;
  const record = await findDelivery(tx, deliveryId);
  if (record === null || record.status === 'committed') return;
  if (step === 'commit' && record.status !== 'cancelled') {
    await updateDelivery(tx, deliveryId, { status: 'ready', message: end.message });
    return;
  }
  await clearVectorRows(tx, deliveryId);
  if (record.status !== 'cancelled') await updateDelivery(tx, deliveryId, { status: end.status, message: end.message });
  // Files are no part of the transaction; what stays of them after a crash, the daily round removes.
  removeDelivered(deliveryId).catch((error: unknown) => console.error(`Files of delivery ${deliveryId} stay`, error));
}

export const jobHandlers: JobHandlers = { vectors: { run: runVectors, settle: settleVectors } };
