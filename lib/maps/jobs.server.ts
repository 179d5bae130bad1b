import { createHash } from 'node:crypto';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { inTransaction } from '@/lib/db/transaction.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { idAt } from '@/lib/embeddings/id-bytes';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import { type EmbeddingMatrix, readIds } from '@/lib/embeddings/matrix-file.server';
import { Invalid } from '@/lib/errors';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import type { MapProgress } from '@/lib/maps/lay-out-matrix.server';
import { hasMapFile, removeMapFile, writeMapFile } from '@/lib/maps/map-file.server';
import { layOutOnThread } from '@/lib/maps/mapper.server';
import { findMapByKey, writeMap } from '@/lib/maps/repo.server';

/** Names the method in a map's key; any change of what it computes must change it. */
const methodName = 'umap-cosine/1';
const seed = 1;

const stages: Record<MapProgress['stage'], string> = {
  neighbours: 'Finding the nearest neighbours',
  moves: 'Moving samples to their place',
  rest: 'Placing the other samples beside them',
};

// Shares of the whole in hundredths.
const layoutStart = 3;
const layoutEnd = 98;

async function runMap(context: JobContext<'map'>): Promise<JobResult> {
  const { job, database, signal, progress } = context;
  const dataset = await openDataset(database.db, job.payload.datasetId);
  const model = await chosenModel(database.db, dataset);
  progress({ done: 0, total: 100, unit: 'steps', message: 'Reading the embeddings' });
  const source = { datasetId: dataset.id, modelId: model.id, dimension: model.dimension };
  const matrix = await openMatrix(database, source, signal);
  if (matrix.rowCount === 0) throw new Invalid(`${dataset.name} has no embedded samples to map. Embed them first.`);
  const map = { datasetId: dataset.id, key: keyOf(matrix), sampleCount: matrix.rowCount };
  const found = await findMapByKey(database.db, map);
  if (found !== null && (await hasMapFile(map))) return { mapId: found };
  const ids = await readIds(matrix);
  const places = await layOutOnThread({ matrix, seed }, { signal, onProgress: (step) => tell(progress, step) });
  signal.throwIfAborted();
  await writeMapFile(map, ids, places);
  const mapId = await keep(context, dataset, { ...map, modelId: model.id, lastId: idAt(ids, matrix.rowCount - 1) });
  progress({ done: 100, message: null });
  return { mapId };
}

function keyOf({ key }: EmbeddingMatrix): string {
  return createHash('sha256').update(`${methodName}\n${seed}\n${key}`).digest('hex');
}

function tell(progress: JobContext<'map'>['progress'], { stage, share }: MapProgress): void {
  progress({ done: Math.floor(layoutStart + (layoutEnd - layoutStart) * share), message: stages[stage] });
}

type FoundMap = { datasetId: string; key: string; sampleCount: number; modelId: string; lastId: string };

/** Writes the row of a map, and lets go of the oldest ones. */
async function keep(
  { job, database }: JobContext<'map'>,
  dataset: AuthorizedDataset,
  { modelId, key, sampleCount, lastId }: FoundMap,
): Promise<string> {
  const parameters = { method: methodName, seed, lastId };
  const written = await inTransaction(database, async (client) => {
    await assertFresh(client, job);
    return writeMap(client, { dataset, modelId, key, sampleCount, parameters });
  });
  for (const old of written.removedKeys) await removeMapFile({ datasetId: dataset.id, key: old });
  return written.mapId;
}

export const jobHandlers: JobHandlers = { map: { run: runMap } };
