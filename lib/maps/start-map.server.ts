import { countForProposal } from '@/lib/clusters/repo.server';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { chosenModel, titleOf } from '@/lib/embeddings/chosen-model.server';
import { Conflict, Invalid } from '@/lib/errors';
import { enqueueJob, findOpenJob, listJobs } from '@/lib/jobs/repo.server';
import type { MapAnswer, MapSummary } from '@/lib/maps/map';
import { hasMapFile } from '@/lib/maps/map-file.server';
import { countNewerSamples, findNewestMap } from '@/lib/maps/repo.server';

/** The newest map by the dataset's model, and the job that makes one. */
export async function readMapStatus(tx: Tx, dataset: AuthorizedDataset): Promise<MapAnswer> {
  const map = await readNewestMap(tx, dataset);
  const job = await findOpenJob(tx, dataset.id, 'map');
  if (job !== null) return { status: job.status === 'running' ? 'running' : 'queued', job, map };
  return { status: map === null ? 'none' : 'ready', job: await findUnfinished(tx, dataset, map), map };
}

async function readNewestMap(tx: Tx, dataset: AuthorizedDataset): Promise<MapSummary | null> {
  const model = await chosenModel(tx, dataset);
  const map = await findNewestMap(tx, dataset, model.id);
  if (map === null || !(await hasMapFile(map))) return null;
  const { id, key, sampleCount, createdAt } = map;
  const missingCount = await countNewerSamples(tx, map);
  return { id, key, sampleCount, modelName: titleOf(model), createdAt: createdAt.toISOString(), missingCount };
}

/** The newest job when it failed or was cancelled after the map was made. */
async function findUnfinished(tx: Tx, dataset: AuthorizedDataset, map: MapSummary | null): Promise<MapAnswer['job']> {
  const ended = (await listJobs(tx, dataset.id)).find(({ kind }) => kind === 'map');
  if (ended === undefined || ended.finishedAt === null) return null;
  if (ended.status !== 'failed' && ended.status !== 'cancelled') return null;
  return map === null || ended.finishedAt > map.createdAt ? ended : null;
}

/**
 * Starts the layout of all embedded samples. While such a job waits, runs or is paused, that one is answered. Throws
 * Invalid for an empty dataset, Conflict while its samples are being embedded: those that come later would have no place.
 */
export async function startMap(client: PrismaClient, dataset: AuthorizedDataset): Promise<MapAnswer> {
  return client.$transaction(async (tx) => {
    // The lock makes two requests at once see each other's job.
    await lockDataset(tx, dataset.id);
    const { sampleCount } = await countForProposal(tx, dataset.id);
    if (sampleCount === 0) throw new Invalid(`${dataset.name} has no samples yet. Import some first.`);
    const open = await findOpenJob(tx, dataset.id, 'map');
    if (open === null) {
      const embedding = await findOpenJob(tx, dataset.id, 'embed');
      if (embedding !== null) {
        throw new Conflict('The samples are being embedded. Lay the map out when that is done.', {
          jobId: embedding.id,
        });
      }
      const payload = { datasetId: dataset.id };
      await enqueueJob(tx, { kind: 'map', payload, datasetId: dataset.id });
    }
    return readMapStatus(tx, dataset);
  });
}
