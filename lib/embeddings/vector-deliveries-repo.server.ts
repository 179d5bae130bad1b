import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma, type VectorDelivery } from '@/lib/db/generated/client';
import type {
  VectorDeliverySummary,
  VectorFileItem,
  VectorInspection,
  VectorSettings,
} from '@/lib/embeddings/own-vectors';
import { NotFound } from '@/lib/errors';
import type { ImportStatus } from '@/lib/samples/import';

/** A delivery of vectors as the server works with it. */
export type DeliveryRecord = {
  id: string;
  datasetId: string;
  name: string;
  status: ImportStatus;
  files: VectorFileItem[];
  settings: VectorSettings;
  inspection: VectorInspection | null;
  message: string | null;
  jobId: string | null;
  modelId: string | null;
  createdAt: Date;
  committedAt: Date | null;
};

/** What may change of a delivery. */
export type DeliveryChange = Partial<Omit<DeliveryRecord, 'id' | 'datasetId' | 'createdAt'>>;

const OPEN: ImportStatus[] = ['uploading', 'inspecting', 'ready', 'queued', 'running'];
const LISTED = 20;

/** Makes a delivery whose files are to come; answers its id. */
export async function createDelivery(
  tx: Tx,
  values: { actor: Actor; dataset: AuthorizedDataset; name: string; files: { name: string; sizeBytes: number }[] },
): Promise<string> {
  const { actor, dataset, name } = values;
  const id = uuidv7();
  const files = values.files.map((file) => ({ ...file, sha256: null }));
  await tx.vectorDelivery.create({
    data: { id, datasetId: dataset.id, name, status: 'uploading', files, personId: actor.personId },
  });
  return id;
}

/** One delivery, with `lock` held until the transaction ends. Throws NotFound, also when its dataset was deleted. */
export async function getDelivery(tx: Tx, deliveryId: string, { lock = false } = {}): Promise<DeliveryRecord> {
  if (lock) await tx.$queryRaw`SELECT 1 AS locked FROM "VectorDelivery" WHERE id = ${deliveryId}::uuid FOR UPDATE`;
  const row = await tx.vectorDelivery.findFirst({ where: { id: deliveryId, dataset: { deletedAt: null } } });
  if (row === null) throw new NotFound('delivery of vectors', deliveryId);
  return toRecord(row);
}

/** One delivery, locked until the transaction ends, also of a deleted dataset; null when it is gone. */
export async function findDelivery(tx: Tx, deliveryId: string): Promise<DeliveryRecord | null> {
  await tx.$queryRaw`SELECT 1 AS locked FROM "VectorDelivery" WHERE id = ${deliveryId}::uuid FOR UPDATE`;
  const row = await tx.vectorDelivery.findUnique({ where: { id: deliveryId } });
  return row === null ? null : toRecord(row);
}

function toRecord(row: VectorDelivery): DeliveryRecord {
  return {
    ...row,
    files: row.files as VectorFileItem[],
    settings: row.settings as VectorSettings,
    inspection: row.inspection as VectorInspection | null,
  };
}

/** Changes a delivery. */
export async function updateDelivery(tx: Tx, deliveryId: string, change: DeliveryChange): Promise<void> {
  const { inspection, ...rest } = change;
  const json = inspection === null ? Prisma.DbNull : inspection;
  await tx.vectorDelivery.updateMany({
    where: { id: deliveryId },
    data: { ...rest, ...(json === undefined ? {} : { inspection: json }) },
  });
}

/** Deliveries of a dataset, newest first, at most 20. */
export async function listDeliveries(tx: Tx, dataset: AuthorizedDataset): Promise<VectorDeliverySummary[]> {
  const rows = await tx.vectorDelivery.findMany({
    where: { datasetId: dataset.id },
    orderBy: { createdAt: 'desc' },
    take: LISTED,
  });
  return rows.map((row) => summarizeDelivery(toRecord(row)));
}

/** How many deliveries of a dataset have been written: the next one's version is one more. */
export async function countCommitted(tx: Tx, datasetId: string): Promise<number> {
  return tx.vectorDelivery.count({ where: { datasetId, status: 'committed' } });
}

/** Ends deliveries that nobody started since a time. */
export async function cancelAbandoned(tx: Tx, before: Date): Promise<void> {
  await tx.vectorDelivery.updateMany({
    where: { status: { in: ['uploading', 'ready'] }, createdAt: { lt: before } },
    data: { status: 'cancelled', message: 'The vectors were not brought in within a week.' },
  });
}

/** Those of some ids that are deliveries which have not ended. */
export async function listOpenDeliveries(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.vectorDelivery.findMany({
    where: { id: { in: [...ids] }, status: { in: OPEN } },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

/** A delivery as the API shows it. */
export function summarizeDelivery(record: DeliveryRecord): VectorDeliverySummary {
  const { id, datasetId, name, status, files, settings, inspection, message, jobId, modelId } = record;
  return {
    id,
    datasetId,
    name,
    status,
    files,
    duplicates: settings.duplicates ?? 'refuse',
    inspection,
    message,
    jobId,
    modelId,
    createdAt: record.createdAt.toISOString(),
    committedAt: record.committedAt?.toISOString() ?? null,
  };
}
