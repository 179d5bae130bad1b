import { openDataset } from '@/lib/datasets/access.server';
import { chosenModel, specOf } from '@/lib/embeddings/chosen-model.server';
import { embedSamples } from '@/lib/embeddings/embed-samples.server';
import { describeRefusals } from '@/lib/embeddings/producer';
import { listRefusals, takeReclusterDue } from '@/lib/embeddings/producer-repo.server';
import { clearProblems, countEmbedded, hasUnclustered } from '@/lib/embeddings/repo.server';
import { markWithoutVector } from '@/lib/embeddings/vector-rows-repo.server';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh, enqueueJob, findOpenJob, getJob } from '@/lib/jobs/repo.server';

/** Seed of the runs that nobody asked for by hand: the same data give the same clusters. */
const chainSeed = 1;

/** Embeddings from which on a rate says something about the model. */
const rateSampleCount = 500;

type Embedded = { datasetId: string; modelId: string };

async function runEmbed(context: JobContext<'embed'>): Promise<JobResult> {
  const { job, database, progress } = context;
  const dataset = await openDataset(database.db, job.payload.datasetId);
  const model = await chosenModel(database.db, dataset);
  const source = { datasetId: dataset.id, modelId: model.id };
  // A new job tries again what failed before; one that goes on after a pause or a kill does not.
  if (job.attempt <= 1) await clearProblems(database.db, source);
  const before = await countEmbedded(database.db, source);
  const startMs = performance.now();
  // Brought vectors cannot be computed: samples that they lack are listed with that reason.
  if (model.source === 'vectors') await markWithoutVector(database.db, source);
  else await embedSamples(context, { ...source, spec: specOf(model) });
  const { embeddedCount, problemCount } = await countEmbedded(database.db, source);
  const samplesPerS = measureRate(embeddedCount - before.embeddedCount, performance.now() - startMs);
  progress({ message: await describeEnd(context, problemCount) });
  if (job.payload.chain) await enqueueClustering(context, source);
  return { modelId: model.id, embeddedCount, problemCount, samplesPerS };
}

/** Samples per second; null for so few that the start of the threads is most of it. */
function measureRate(count: number, spanMs: number): number | null {
  return count < rateSampleCount ? null : Math.round((10_000 * count) / spanMs) / 10;
}

/** What a person should know of how it went: pages whose embeddings were refused, and samples without one. */
async function describeEnd({ job, database }: JobContext<'embed'>, problemCount: number): Promise<string | null> {
  const { startedAt } = await getJob(database.db, job.id);
  const since = new Date(startedAt ?? 0);
  const refusals = await listRefusals(database.db, { datasetId: job.payload.datasetId, since });
  const says = [describeRefusals(refusals), problemCount > 0 ? describeProblems(problemCount) : '']
    .filter((sentence) => sentence !== '')
    .join(' ');
  return says === '' ? null : says;
}

function describeProblems(count: number): string {
  const samples = count === 1 ? '1 sample' : `${count.toLocaleString('en')} samples`;
  return `${samples} could not be embedded. Find them among the samples with the filter "failed".`;
}

/** The next step of import → embed → cluster, unless it waits already or the newest run holds every embedded sample. */
async function enqueueClustering({ job, database }: JobContext<'embed'>, source: Embedded): Promise<void> {
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    // Clusters that hold embeddings of a refused page are made anew; a run that is being made may hold them too.
    const isDue = await takeReclusterDue(tx, source.datasetId);
    const open = await findOpenJob(tx, source.datasetId, 'cluster');
    const isComing = open !== null && open.request !== 'cancel';
    if (isComing && (!isDue || open.status === 'queued')) return;
    if (!isDue && !(await hasUnclustered(tx, source))) return;
    const payload = { datasetId: source.datasetId, k: null, seed: chainSeed };
    await enqueueJob(tx, { kind: 'cluster', payload, datasetId: source.datasetId });
  });
}

export const jobHandlers: JobHandlers = { embed: { run: runEmbed } };
