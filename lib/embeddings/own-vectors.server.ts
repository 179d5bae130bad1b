import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { config } from '@/lib/config.server';
import { openDataset } from '@/lib/datasets/access.server';
import { personGivenName } from '@/lib/datasets/dataset';
import { db, type Tx } from '@/lib/db/client.server';
import {
  type announceVectors as announceSchema,
  explainOutcome,
  type VectorChoices,
  type VectorDeliverySummary,
  type VectorFileItem,
  type VectorProblemItem,
} from '@/lib/embeddings/own-vectors';
import {
  createDelivery,
  type DeliveryRecord,
  getDelivery,
  summarizeDelivery,
  updateDelivery,
} from '@/lib/embeddings/vector-deliveries-repo.server';
import { listLeftOut } from '@/lib/embeddings/vector-rows-repo.server';
import { deliveredFile, removeDelivered } from '@/lib/embeddings/vector-staging.server';
import { Conflict, Invalid, NotFound, TooLarge } from '@/lib/errors';
import type { JobPayload } from '@/lib/jobs/job';
import { cancelJob, enqueueJob } from '@/lib/jobs/repo.server';
import { baseName, toDisplayName } from '@/lib/samples/intake/display-name';
import { stageAt } from '@/lib/samples/staging.server';
import { requireDiskForUpload } from '@/lib/storage/disk.server';

/** One delivery as the API shows it. Throws NotFound. */
export async function describeDelivery(tx: Tx, deliveryId: string): Promise<VectorDeliverySummary> {
  return summarizeDelivery(await getDelivery(tx, deliveryId));
}

/** Announces files with vectors for a dataset. Throws TooLarge past MAX_UPLOAD_BYTES, Unavailable when the disk is nearly full. */
export async function announceVectors(
  actor: Actor,
  datasetId: string,
  body: z.output<typeof announceSchema>,
): Promise<VectorDeliverySummary> {
  const totalBytes = body.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const { MAX_UPLOAD_BYTES } = config();
  if (totalBytes > MAX_UPLOAD_BYTES) {
    throw new TooLarge(
      `The files have ${totalBytes} bytes together; one delivery takes ${MAX_UPLOAD_BYTES}. Save the vectors as float16 or float32.`,
    );
  }
  await requireDiskForUpload(totalBytes);
  const files = body.files.map((file) => ({ name: toDisplayName(file.name), sizeBytes: file.sizeBytes }));
  const name = body.name ?? nameAfter(files[0]?.name ?? '');
  return db().$transaction(async (tx) => {
    const dataset = await openDataset(tx, datasetId);
    return describeDelivery(tx, await createDelivery(tx, { actor, dataset, name, files }));
  });
}

/** A name from a file name: "runs/clip-b32.npy" gives "clip-b32". */
function nameAfter(fileName: string): string {
  const stem = baseName(fileName).replace(/\.[A-Za-z0-9]{1,8}$/, '');
  return personGivenName.safeParse(stem).data ?? 'Vectors';
}

/** Takes the bytes of one announced file; sending it again replaces it. Throws Invalid when they differ from what was said. */
export async function takeVectorFile(
  place: { deliveryId: string; position: number },
  request: Request,
): Promise<VectorFileItem> {
  const sha256 = request.headers.get('x-content-sha256')?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new Invalid('The header X-Content-SHA256 is missing: send the SHA-256 of the file as 64 hex digits.');
  }
  const { deliveryId, position } = place;
  const file = fileAt(await requireOpen(db(), deliveryId, ['uploading'], 'take no more files'), position);
  await requireDiskForUpload(file.sizeBytes);
  const bytes = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  await stageAt(deliveredFile(deliveryId, position), file.name, bytes, { sizeBytes: file.sizeBytes, sha256 });
  return db().$transaction(async (tx) => {
    const { files } = await requireOpen(tx, deliveryId, ['uploading'], 'take no more files', { lock: true });
    await updateDelivery(tx, deliveryId, { files: files.with(position, { ...file, sha256 }) });
    return { ...file, sha256 };
  });
}

function fileAt({ files }: DeliveryRecord, position: number): VectorFileItem {
  const file = files[position];
  if (file === undefined) throw new NotFound('file of this delivery at position', String(position));
  return file;
}

async function requireOpen(
  tx: Tx,
  deliveryId: string,
  allowed: DeliveryRecord['status'][],
  what: string,
  options: { lock?: boolean } = {},
): Promise<DeliveryRecord> {
  const record = await getDelivery(tx, deliveryId, options);
  if (allowed.includes(record.status)) return record;
  throw new Conflict(`The vectors ${what}: they are ${record.status}.`, { status: record.status });
}

async function enqueueStep(
  tx: Tx,
  { id, datasetId }: DeliveryRecord,
  payload: Omit<JobPayload<'vectors'>, 'deliveryId'>,
): Promise<string> {
  return enqueueJob(tx, { kind: 'vectors', payload: { deliveryId: id, ...payload }, datasetId });
}

/** All files are there: reads them and matches their rows, as a job. Throws Conflict while a file is missing. */
export async function inspectVectors(deliveryId: string): Promise<VectorDeliverySummary> {
  return db().$transaction(async (tx) => {
    const record = await getDelivery(tx, deliveryId, { lock: true });
    if (record.status === 'inspecting' || record.status === 'ready') return summarizeDelivery(record);
    await requireOpen(tx, deliveryId, ['uploading'], 'cannot be read');
    const missing = record.files.filter(({ sha256 }) => sha256 === null).length;
    if (missing > 0) throw new Conflict(`${missing} of the announced files have not arrived. Send them first.`);
    const jobId = await enqueueStep(tx, record, { step: 'inspect', cluster: false });
    await updateDelivery(tx, deliveryId, { status: 'inspecting', jobId, message: null });
    return describeDelivery(tx, deliveryId);
  });
}

/** Changes what a delivery becomes; another column or key is a job that reads or matches again. Throws Conflict unless ready. */
export async function changeVectors(deliveryId: string, change: VectorChoices): Promise<VectorDeliverySummary> {
  return db().$transaction(async (tx) => {
    const record = await requireOpen(tx, deliveryId, ['ready'], 'cannot be changed', { lock: true });
    const { idColumn, matchBy, duplicates, name = record.name } = change;
    const settings = {
      ...record.settings,
      ...(idColumn === undefined ? {} : { idColumn }),
      ...(matchBy === undefined ? {} : { matchBy }),
      ...(duplicates === undefined ? {} : { duplicates }),
    };
    const isOtherColumn = idColumn !== undefined && idColumn !== record.inspection?.source.idColumn;
    const isOtherKey = matchBy !== undefined && matchBy !== record.inspection?.matchBy;
    await updateDelivery(tx, deliveryId, { name, settings });
    if (isOtherColumn || isOtherKey) {
      const jobId = await enqueueStep(tx, record, { step: isOtherColumn ? 'inspect' : 'match', cluster: false });
      await updateDelivery(tx, deliveryId, { status: 'inspecting', jobId, message: null });
    }
    return describeDelivery(tx, deliveryId);
  });
}

/** Writes the vectors as embeddings, as a job. Throws Conflict when it is not ready, Invalid when nothing can be written. */
export async function startVectors(
  deliveryId: string,
  { cluster }: { cluster: boolean },
): Promise<VectorDeliverySummary> {
  return db().$transaction(async (tx) => {
    const record = await getDelivery(tx, deliveryId, { lock: true });
    if (record.status === 'queued' || record.status === 'running') return summarizeDelivery(record);
    await requireOpen(tx, deliveryId, ['ready'], 'cannot be brought in');
    requireSomething(record);
    const jobId = await enqueueStep(tx, record, { step: 'commit', cluster });
    await updateDelivery(tx, deliveryId, { status: 'queued', jobId, message: null });
    return describeDelivery(tx, deliveryId);
  });
}

function requireSomething({ inspection, settings }: DeliveryRecord): void {
  const outcomes = inspection?.outcomes;
  if (outcomes === undefined || outcomes.matched === 0) {
    throw new Invalid(
      'No row matches a sample of the dataset. Match by something else, or bring a file with other ids.',
    );
  }
  if (outcomes.different > 0 && settings.duplicates !== 'first') {
    throw new Invalid(
      `${outcomes.different} rows give another vector to a sample that has one. Let the first row count (duplicates: "first"), or mend the file.`,
    );
  }
}

/** Ends a delivery: nothing of it stays. Throws Conflict once its vectors are written. */
export async function cancelVectors(deliveryId: string): Promise<VectorDeliverySummary> {
  const summary = await db().$transaction(async (tx) => {
    const record = await getDelivery(tx, deliveryId, { lock: true });
    if (record.status === 'committed') {
      throw new Conflict('The vectors are written. Choose another model for the dataset to work without them.');
    }
    const isWorking = ['inspecting', 'queued', 'running'].includes(record.status);
    if (isWorking && record.jobId !== null) await cancelJob(tx, record.jobId);
    if (record.status !== 'failed') await updateDelivery(tx, deliveryId, { status: 'cancelled', message: null });
    return describeDelivery(tx, deliveryId);
  });
  // A job that still reads loses its files; what it then says is of no consequence.
  await removeDelivered(deliveryId);
  return summary;
}

/** Rows that give no sample its vector, in the order of the file; `after` is the cursor of the page before. */
export async function listVectorsLeftOut(
  deliveryId: string,
  page: { after?: string | undefined; limit: number },
): Promise<{ rows: VectorProblemItem[]; nextCursor: string | null }> {
  const { inspection } = await getDelivery(db(), deliveryId);
  const found = await listLeftOut(db(), deliveryId, {
    afterPosition: Number(page.after ?? 0),
    limit: page.limit + 1,
  });
  const rows = found.slice(0, page.limit).map((row) => ({
    position: row.position,
    id: row.givenId,
    outcome: row.outcome,
    reason: explainOutcome(row, inspection?.matchBy ?? 'external-id'),
  }));
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > page.limit && last !== undefined ? String(last.position) : null };
}
