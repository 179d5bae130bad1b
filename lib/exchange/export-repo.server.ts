import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { ExportFormat, ExportSummary } from '@/lib/exchange/export';

const withVersion = {
  include: { version: { select: { number: true, datasetId: true } } },
} satisfies Prisma.ExportDefaultArgs;
type ExportRow = Prisma.ExportGetPayload<typeof withVersion>;

/** Makes the row of an export that a job will write. Returns its id. */
export async function insertExport(
  tx: Tx,
  values: { versionId: string; format: ExportFormat; raw: boolean; fileName: string; actor: Actor },
): Promise<string> {
  const { actor, ...data } = values;
  const row = await tx.export.create({
    data: { ...data, id: uuidv7(), status: 'queued', personId: actor.personId },
    select: { id: true },
  });
  return row.id;
}

/** Notes which job writes an export. */
export async function setExportJob(tx: Tx, exportId: string, jobId: string): Promise<void> {
  await tx.export.update({ where: { id: exportId }, data: { jobId } });
}

/** The export of a version in one format that is queued, running or ready, if there is one. */
export async function findSameExport(
  tx: Tx,
  wanted: { versionId: string; format: ExportFormat; raw: boolean; fileName: string },
): Promise<string | null> {
  const row = await tx.export.findFirst({
    where: { ...wanted, status: { in: ['queued', 'running', 'ready'] } },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** Moves an export from waiting to running; changes nothing once it has ended. */
export async function beginExport(tx: Tx, exportId: string): Promise<void> {
  await tx.export.updateMany({ where: { id: exportId, status: 'queued' }, data: { status: 'running' } });
}

/** Marks an export as finished: its file lies in the folder of exports. */
export async function finishExport(
  tx: Tx,
  exportId: string,
  file: { sizeBytes: number; hash: Uint8Array<ArrayBuffer> },
): Promise<void> {
  await tx.export.update({
    where: { id: exportId },
    data: { status: 'ready', sizeBytes: BigInt(file.sizeBytes), sha256: file.hash, readyAt: new Date(), message: null },
  });
}

/** Ends an export that did not finish. */
export async function endExport(
  tx: Tx,
  exportId: string,
  end: { status: 'failed' | 'cancelled'; message: string | null },
): Promise<void> {
  await tx.export.updateMany({
    where: { id: exportId, status: { in: ['queued', 'running'] } },
    data: { status: end.status, message: end.message },
  });
}

/** One export and its dataset. Throws NotFound, also when the dataset is deleted. */
export async function openExport(
  tx: Tx,
  exportId: string,
): Promise<{ summary: ExportSummary; dataset: AuthorizedDataset }> {
  const row = await tx.export.findUnique({ where: { id: exportId }, ...withVersion });
  if (row === null) throw new NotFound('export', exportId);
  return { summary: summarize(row), dataset: await openDataset(tx, row.version.datasetId) };
}

/** The exports of a dataset, newest first. */
export async function listExports(tx: Tx, dataset: AuthorizedDataset): Promise<ExportSummary[]> {
  const rows = await tx.export.findMany({
    where: { version: { datasetId: dataset.id } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...withVersion,
  });
  return rows.map(summarize);
}

function summarize(row: ExportRow): ExportSummary {
  return {
    id: row.id,
    versionId: row.versionId,
    versionNumber: row.version.number,
    format: row.format,
    raw: row.raw,
    status: row.status,
    fileName: row.fileName,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    sha256: row.sha256 === null ? null : Buffer.from(row.sha256).toString('hex'),
    message: row.message,
    jobId: row.jobId,
    createdAt: row.createdAt.toISOString(),
    readyAt: row.readyAt?.toISOString() ?? null,
  };
}
