import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import type { Database } from '@/lib/db/client.server';
import { cancelAbandoned, listOpenDeliveries } from '@/lib/embeddings/vector-deliveries-repo.server';

const DAY_MS = 24 * 60 * 60 * 1000;
const ABANDONED_DAYS = 7;

// A folder of its own, because the staging folders of imports are told by their names.
const vectorsRoot = () => path.join(/* turbopackIgnore: true */ config().paths.staging, 'vectors');

/** The folder of a delivery: its uploaded files by position, and what the intake child makes of them. */
function deliveryDir(deliveryId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(deliveryId)) throw new Error(`${deliveryId} is not the id of a delivery.`);
  return path.join(/* turbopackIgnore: true */ vectorsRoot(), deliveryId);
}

/** Where an uploaded file of a delivery lies. */
export function deliveredFile(deliveryId: string, position: number): string {
  return path.join(/* turbopackIgnore: true */ deliveryDir(deliveryId), String(position));
}

/** All rows of a delivery as float32 little-endian, row after row; those that cannot be used are zeros. */
export function rowsFile(deliveryId: string): string {
  return path.join(/* turbopackIgnore: true */ deliveryDir(deliveryId), 'vectors.f32');
}

const outDir = (deliveryId: string) => path.join(/* turbopackIgnore: true */ deliveryDir(deliveryId), 'out');

/** An empty folder for what the intake child unpacks on the way. */
export async function emptyOutDir(deliveryId: string): Promise<string> {
  await removeOutDir(deliveryId);
  await mkdir(outDir(deliveryId), { recursive: true });
  return outDir(deliveryId);
}

/** Removes what the intake child has unpacked. */
export async function removeOutDir(deliveryId: string): Promise<void> {
  await rm(outDir(deliveryId), { recursive: true, force: true, maxRetries: 3 });
}

/** Removes everything that a delivery has staged. */
export async function removeDelivered(deliveryId: string): Promise<void> {
  await rm(deliveryDir(deliveryId), { recursive: true, force: true, maxRetries: 3 });
}

/** Ends deliveries that were not started within a week, and removes files that no open delivery needs. */
export async function removeAbandonedVectors({ db }: Database): Promise<void> {
  await cancelAbandoned(db, new Date(Date.now() - ABANDONED_DAYS * DAY_MS));
  const names = await readdir(vectorsRoot()).catch(() => []);
  const ids = names.filter((name) => /^[0-9a-f-]{36}$/.test(name));
  const open = await listOpenDeliveries(db, ids);
  for (const id of ids) if (!open.has(id)) await removeDelivered(id);
}
