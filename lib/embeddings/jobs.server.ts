import { openDataset } from '@/lib/datasets/access.server';
import { chosenModel, specOf } from '@/lib/embeddings/chosen-model.server';
import { embedSamples } from '@/lib/embeddings/embed-samples.server';
import { clearProblems, countEmbedded, hasUnclustered } from '@/lib/embeddings/repo.server';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh, enqueueJob, findOpenJob } from '@/lib/jobs/repo.server';

/** Seed of the runs that nobody asked for by hand: the same data give the same clusters. */
const chainSeed = 1;

type Embedded = { datasetId: string; modelId: string };

async function runEmbed(context: JobContext<'embed'>): Promise<JobResult> {
  const { job, database, progress } = context;
  const dataset = await openDataset(database.db, job.payload.datasetId);
  const model = await chosenModel(database.db, dataset);
  const source = { datasetId: dataset.id, modelId: model.id, spec: specOf(model) };
  // A new job tries again what failed before; one that goes on after a pause or a kill does not.
  if (job.attempt <= 1) await clearProblems(database.db, source);
  await embedSamples(context, source);
  const { embeddedCount, problemCount } = await countEmbedded(database.db, source);
  progress({ message: problemCount === 0 ? null : describeProblems(problemCount) });
  if (job.payload.chain) await enqueueClustering(context, source);
  return { modelId: model.id, embeddedCount, problemCount };
}

function describeProblems(count: number): string {
  const samples = count === 1 ? '1 sample' : `${count.toLocaleString('en')} samples`;
  return `${samples} could not be embedded. Find them among the samples with the filter "failed".`;
}

/** The next step of import → embed → cluster, unless it waits already or the newest run holds every embedded sample. */
async function enqueueClustering({ job, database }: JobContext<'embed'>, source: Embedded): Promise<void> {
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    if ((await findOpenJob(tx, source.datasetId, 'cluster')) !== null) return;
    if (!(await hasUnclustered(tx, source))) return;
    const payload = { datasetId: source.datasetId, k: null, seed: chainSeed };
    await enqueueJob(tx, { kind: 'cluster', payload, datasetId: source.datasetId });
  });
}

export const jobHandlers: JobHandlers = { embed: { run: runEmbed } };
