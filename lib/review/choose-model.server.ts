import { openDataset } from '@/lib/datasets/access.server';
import { getDataset, lockDataset, setDatasetModel } from '@/lib/datasets/repo.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { chosenKey, findChoice } from '@/lib/embeddings/model-choices.server';
import type { JobSummary } from '@/lib/jobs/job';
import { cancelJob, enqueueJob, getJob, listJobs } from '@/lib/jobs/repo.server';

/**
 * Gives a dataset a model and starts the embedding of its samples by it, clustering after that. What another model
 * computed stays, and so does the present cluster run until the new one is there. Work that is under way by the model
 * before is cancelled. Choosing the model that is chosen changes nothing. Throws Invalid, Conflict.
 */
export async function chooseModel(
  client: PrismaClient,
  datasetId: string,
  key: string,
): Promise<{ model: string; job: JobSummary | null }> {
  return client.$transaction(async (tx) => {
    await lockDataset(tx, datasetId);
    const dataset = await openDataset(tx, datasetId);
    if ((await chosenKey(tx, dataset)) === key) return { model: key, job: null };
    await setDatasetModel(tx, dataset, await findChoice(tx, key, { modality: dataset.modality, datasetId }));
    for (const job of await listJobs(tx, datasetId)) {
      const isOpen = job.status === 'queued' || job.status === 'running' || job.status === 'paused';
      if (isOpen && (job.kind === 'embed' || job.kind === 'cluster')) await cancelJob(tx, job.id);
    }
    const { sampleCount } = await getDataset(tx, dataset);
    if (sampleCount === 0) return { model: key, job: null };
    const payload = { datasetId, chain: true };
    return { model: key, job: await getJob(tx, await enqueueJob(tx, { kind: 'embed', payload, datasetId })) };
  });
}
