import { countForProposal } from '@/lib/clusters/repo.server';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid } from '@/lib/errors';
import type { JobSummary } from '@/lib/jobs/job';
import { enqueueJob, findOpenJob, getJob } from '@/lib/jobs/repo.server';

/** The seed of a run for which nobody chose one: the same samples give the same clusters. */
const DEFAULT_SEED = 1;

/**
 * Starts the embedding of all samples that have none, and the clustering after it. While such a job waits, runs or is
 * paused, that one is answered. Throws Invalid for an empty dataset.
 */
export async function startEmbedding(client: PrismaClient, dataset: AuthorizedDataset): Promise<JobSummary> {
  return await client.$transaction(async (tx) => {
    await refuseEmpty(tx, dataset);
    const open = await findOpenJob(tx, dataset.id, 'embed');
    if (open !== null) return open;
    const payload = { datasetId: dataset.id, chain: true };
    return await getJob(tx, await enqueueJob(tx, { kind: 'embed', payload, datasetId: dataset.id }));
  });
}

/**
 * Starts a cluster run; without k it is proposed when the job begins. Throws Conflict while another run is being made,
 * Invalid for an empty dataset or more clusters than samples.
 */
export async function startClustering(
  client: PrismaClient,
  dataset: AuthorizedDataset,
  choice: { k?: number | undefined; seed?: number | undefined },
): Promise<JobSummary> {
  return await client.$transaction(async (tx) => {
    const sampleCount = await refuseEmpty(tx, dataset);
    if (choice.k !== undefined && choice.k > sampleCount) {
      throw new Invalid(`${choice.k} clusters need as many samples; the dataset has ${sampleCount}. Ask for fewer.`);
    }
    const open = await findOpenJob(tx, dataset.id, 'cluster');
    if (open !== null) {
      throw new Conflict('The dataset is being clustered already. Wait for that run, or cancel it, and start again.', {
        jobId: open.id,
      });
    }
    const payload = { datasetId: dataset.id, k: choice.k ?? null, seed: choice.seed ?? DEFAULT_SEED };
    return await getJob(tx, await enqueueJob(tx, { kind: 'cluster', payload, datasetId: dataset.id }));
  });
}

// The lock makes two requests at once see each other's job.
async function refuseEmpty(tx: Tx, dataset: AuthorizedDataset): Promise<number> {
  await lockDataset(tx, dataset.id);
  const { sampleCount } = await countForProposal(tx, dataset.id);
  if (sampleCount === 0) throw new Invalid(`${dataset.name} has no samples yet. Import some first.`);
  return sampleCount;
}
