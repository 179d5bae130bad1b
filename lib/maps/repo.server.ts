import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { type DatasetMap, Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import { type Executor, queryRows } from '@/lib/jobs/repo.server';

/** What led to a map; `lastId` is the newest sample that has a place. */
const mapParameters = z.object({ method: z.string(), seed: z.int(), lastId: z.uuid() });
export type MapParameters = z.infer<typeof mapParameters>;

/** A map as it was written. */
export type KeptMap = {
  id: string;
  datasetId: string;
  key: string;
  sampleCount: number;
  lastId: string;
  createdAt: Date;
};

/** Maps of a dataset that are kept: those of other models and of earlier samples can be looked at again. */
const keptCount = 4;

/** The map of a key, if the dataset has it. */
export async function findMapByKey(tx: Tx, map: { datasetId: string; key: string }): Promise<string | null> {
  const { datasetId, key } = map;
  const row = await tx.datasetMap.findUnique({ where: { datasetId_key: { datasetId, key } }, select: { id: true } });
  return row?.id ?? null;
}

/** The newest map of a dataset by a model. */
export async function findNewestMap(tx: Tx, dataset: AuthorizedDataset, modelId: string): Promise<KeptMap | null> {
  const row = await tx.datasetMap.findFirst({ where: { datasetId: dataset.id, modelId }, orderBy: { id: 'desc' } });
  return row === null ? null : summarizeMap(row);
}

/** A map and its dataset. Throws NotFound, also when the dataset is deleted. */
export async function openMap(tx: Tx, mapId: string): Promise<{ dataset: AuthorizedDataset; map: KeptMap }> {
  const row = await tx.datasetMap.findUnique({ where: { id: mapId } });
  if (row === null) throw new NotFound('map', mapId);
  return { dataset: await openDataset(tx, row.datasetId), map: summarizeMap(row) };
}

function summarizeMap({ id, datasetId, key, sampleCount, parameters, createdAt }: DatasetMap): KeptMap {
  return { id, datasetId, key, sampleCount, lastId: mapParameters.parse(parameters).lastId, createdAt };
}

/** Live samples that came after the newest one of a map. */
export async function countNewerSamples(tx: Tx, { datasetId, lastId }: KeptMap): Promise<number> {
  return tx.sample.count({ where: { datasetId, deletedAt: null, id: { gt: lastId } } });
}

type NewMap = {
  dataset: AuthorizedDataset;
  modelId: string;
  key: string;
  sampleCount: number;
  parameters: MapParameters;
};

/**
 * Writes a map, on a connection on which the caller has begun a transaction: it is the newest of its model from the
 * commit on. One of the same key is replaced, and the oldest of the dataset beyond four go. Returns its id and the keys
 * of those that went.
 */
export async function writeMap(client: Executor, map: NewMap): Promise<{ mapId: string; removedKeys: string[] }> {
  const { dataset, modelId, key, sampleCount, parameters } = map;
  const mapId = uuidv7();
  await queryRows(
    client,
    Prisma.sql`DELETE FROM "DatasetMap" WHERE "datasetId" = ${dataset.id}::uuid AND key = ${key}`,
  );
  await queryRows(
    client,
    Prisma.sql`INSERT INTO "DatasetMap" (id, "datasetId", "modelId", key, "sampleCount", parameters)
      VALUES (${mapId}::uuid, ${dataset.id}::uuid, ${modelId}::uuid, ${key}, ${sampleCount}::int,
              ${JSON.stringify(parameters)}::jsonb)`,
  );
  const removed = await queryRows<{ key: string }>(
    client,
    Prisma.sql`DELETE FROM "DatasetMap" WHERE "datasetId" = ${dataset.id}::uuid AND id NOT IN (
      SELECT id FROM "DatasetMap" WHERE "datasetId" = ${dataset.id}::uuid ORDER BY id DESC LIMIT ${keptCount})
      RETURNING key`,
  );
  return { mapId, removedKeys: removed.map(({ key: old }) => old) };
}
