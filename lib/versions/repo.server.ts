import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { type DatasetVersion, Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { StoredBlob } from '@/lib/storage/blob';
import { referenceBlobs, referenceBlobsOf } from '@/lib/storage/repo.server';
import type { VersionSummary } from '@/lib/versions/version';

/** A frozen version, or one on the way there, with what reading its manifest needs. */
export type OpenVersion = {
  summary: VersionSummary;
  dataset: AuthorizedDataset;
  /** SHA-256 of the manifest; null until it is frozen. */
  manifestHash: Uint8Array<ArrayBuffer> | null;
};

/** Makes the row of a version that a job will freeze; the caller holds the dataset's lock. Returns its id. */
export async function insertVersion(
  tx: Tx,
  version: { dataset: AuthorizedDataset; actor: Actor; revision: number; note: string },
): Promise<string> {
  const last = await tx.datasetVersion.aggregate({
    where: { datasetId: version.dataset.id },
    _max: { number: true },
  });
  const row = await tx.datasetVersion.create({
    data: {
      id: uuidv7(),
      datasetId: version.dataset.id,
      number: (last._max.number ?? 0) + 1,
      status: 'freezing',
      revision: BigInt(version.revision),
      note: version.note,
      personId: version.actor.personId,
    },
    select: { id: true },
  });
  return row.id;
}

/** Notes which job freezes a version. */
export async function setVersionJob(tx: Tx, versionId: string, jobId: string): Promise<void> {
  await tx.datasetVersion.update({ where: { id: versionId }, data: { jobId } });
}

/** The id of a dataset's version that is being frozen, if there is one. */
export async function findFreezing(tx: Tx, datasetId: string): Promise<{ id: string; number: number } | null> {
  return await tx.datasetVersion.findFirst({
    where: { datasetId, status: 'freezing' },
    select: { id: true, number: true },
  });
}

export type Frozen = {
  revision: number;
  manifest: StoredBlob;
  isMultiLabel: boolean;
  sampleCount: number;
  labelCount: number;
  classCounts: VersionSummary['classCounts'];
  /** Hex hashes of the payloads that an export of this version needs. */
  payloadHashes: readonly string[];
};

const INSERT_SIZE = 10_000;

/** Freezes a version: from here on it never changes, and its payloads and its manifest outlive their samples. */
export async function freezeVersion(tx: Tx, versionId: string, frozen: Frozen): Promise<void> {
  for (let start = 0; start < frozen.payloadHashes.length; start += INSERT_SIZE) {
    const hashes = frozen.payloadHashes.slice(start, start + INSERT_SIZE);
    await tx.$executeRaw`
      INSERT INTO "VersionBlob" ("versionId", "hash")
      SELECT ${versionId}::uuid, decode("hash", 'hex') FROM unnest(${hashes}::text[]) AS given("hash")
      ON CONFLICT DO NOTHING`;
  }
  await referenceBlobsOf(
    tx,
    Prisma.sql`SELECT b."hash", b."sizeBytes", b."mediaType" FROM "Blob" b
      JOIN "VersionBlob" v ON v."hash" = b."hash" WHERE v."versionId" = ${versionId}::uuid`,
  );
  await referenceBlobs(tx, [frozen.manifest]);
  await tx.versionBlob.create({ data: { versionId, hash: frozen.manifest.hash } });
  await tx.datasetVersion.update({
    where: { id: versionId },
    data: {
      status: 'frozen',
      revision: BigInt(frozen.revision),
      contentHash: frozen.manifest.hash,
      isMultiLabel: frozen.isMultiLabel,
      sampleCount: frozen.sampleCount,
      labelCount: frozen.labelCount,
      classCounts: frozen.classCounts,
      frozenAt: new Date(),
      message: null,
    },
  });
}

/** Gives up a version that could not be frozen; its number stays taken. */
export async function failVersion(tx: Tx, versionId: string, message: string): Promise<void> {
  await tx.datasetVersion.updateMany({
    where: { id: versionId, status: 'freezing' },
    data: { status: 'failed', message },
  });
}

/** One version. Throws NotFound, also when its dataset is deleted. */
export async function openVersion(tx: Tx, versionId: string): Promise<OpenVersion> {
  const row = await tx.datasetVersion.findUnique({ where: { id: versionId } });
  if (row === null) throw new NotFound('version', versionId);
  const [summary] = await summarize(tx, [row]);
  if (summary === undefined) throw new NotFound('version', versionId);
  return { summary, dataset: await openDataset(tx, row.datasetId), manifestHash: row.contentHash };
}

/** The versions of a dataset, newest first. */
export async function listVersions(tx: Tx, dataset: AuthorizedDataset): Promise<VersionSummary[]> {
  const rows = await tx.datasetVersion.findMany({
    where: { datasetId: dataset.id },
    orderBy: { number: 'desc' },
  });
  return await summarize(tx, rows);
}

/** The newest frozen version below a number, or null. */
export async function findPreviousVersion(tx: Tx, datasetId: string, number: number): Promise<{ id: string } | null> {
  return await tx.datasetVersion.findFirst({
    where: { datasetId, status: 'frozen', number: { lt: number } },
    orderBy: { number: 'desc' },
    select: { id: true },
  });
}

async function summarize(tx: Tx, rows: readonly DatasetVersion[]): Promise<VersionSummary[]> {
  const people = await tx.person.findMany({
    where: { id: { in: rows.map((row) => row.personId) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map((person) => [person.id, person.name]));
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    status: row.status,
    revision: Number(row.revision),
    note: row.note,
    contentHash: row.contentHash === null ? null : Buffer.from(row.contentHash).toString('hex'),
    isMultiLabel: row.isMultiLabel,
    sampleCount: row.sampleCount,
    labelCount: row.labelCount,
    classCounts: row.classCounts as VersionSummary['classCounts'],
    message: row.message,
    jobId: row.jobId,
    personName: nameOf.get(row.personId) ?? '',
    createdAt: row.createdAt.toISOString(),
  }));
}
