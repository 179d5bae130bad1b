import { findClustersOnThread } from '@/lib/clusters/clusterer.server';
import type { FindClustersProgress, FoundClusters } from '@/lib/clusters/find-clusters';
import { proposeK } from '@/lib/clusters/propose-k';
import { recipeName } from '@/lib/clusters/recipe';
import { countForProposal, readTexts, writeClusterRun } from '@/lib/clusters/repo.server';
import { makeTitle, type TitleWord, WordCounter, wordReadLength } from '@/lib/clusters/title-words';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { type LoadedVectors, loadVectors } from '@/lib/embeddings/repo.server';
import { Invalid } from '@/lib/errors';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import { engineName } from '@/lib/math/k-means';

const stages: Record<FindClustersProgress['stage'], string> = {
  axes: 'Finding the main directions',
  start: 'Choosing the first centres',
  rounds: 'Moving samples to the nearest centre',
};

async function runCluster(context: JobContext<'cluster'>): Promise<JobResult> {
  const { job, database, signal, progress } = context;
  const dataset = await openDataset(database.db, job.payload.datasetId);
  const model = await chosenModel(database.db, dataset);
  progress({ done: 0, total: 100, unit: 'steps', message: 'Reading the embeddings' });
  const source = { datasetId: dataset.id, modelId: model.id, dimension: model.dimension };
  const { sampleIds, vectors } = await loadVectors(database.db, source, signal);
  if (sampleIds.length === 0)
    throw new Invalid(`${dataset.name} has no embedded samples to cluster. Embed them first.`);
  const choice = await chooseK(context, sampleIds.length);
  const found = await search(context, { sampleIds, vectors }, { k: choice.k, dimension: model.dimension });
  const titles = await makeTitles(context, { dataset, sampleIds, found });
  const run = {
    datasetId: dataset.id,
    modelId: model.id,
    kReason: explainK(choice, found.clusters.length),
    seed: job.payload.seed,
    parameters: { recipe: recipeName, engine: engineName, k: choice.k },
    sampleIds,
    found,
    titles,
  };
  const runId = await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    return writeClusterRun(tx, run);
  });
  progress({ done: 100, message: null });
  return { runId, clusterCount: found.clusters.length };
}

type KChoice = { k: number; reason: string };

async function chooseK({ job, database }: JobContext<'cluster'>, sampleCount: number): Promise<KChoice> {
  if (job.payload.k !== null) return { k: job.payload.k, reason: 'Chosen by hand.' };
  const { classCount } = await countForProposal(database.db, job.payload.datasetId);
  return proposeK({ sampleCount, classCount });
}

function explainK({ k, reason }: KChoice, foundCount: number): string {
  if (foundCount === k) return reason;
  return `${reason} Asked for ${k}, but there are only ${foundCount} groups of different samples.`;
}

async function search(
  { job, signal, progress }: JobContext<'cluster'>,
  { sampleIds, vectors }: LoadedVectors,
  { k, dimension }: { k: number; dimension: number },
): Promise<FoundClusters> {
  const request = { vectors, rowCount: sampleIds.length, dimension, k, seed: job.payload.seed };
  const onProgress = ({ stage, share }: FindClustersProgress) => {
    progress({ done: Math.floor(99 * share), message: stages[stage] });
  };
  return findClustersOnThread(request, { signal, onProgress });
}

/** Titles and words of all clusters: from their texts, or by number for images. */
async function makeTitles(
  { database, signal }: JobContext<'cluster'>,
  { dataset, sampleIds, found }: { dataset: AuthorizedDataset; sampleIds: readonly string[]; found: FoundClusters },
): Promise<{ title: string; words: TitleWord[] }[]> {
  const counter = new WordCounter();
  if (dataset.modality === 'text') {
    const clusterOf = new Map<string | undefined, number>();
    for (const [i, { rows }] of found.clusters.entries()) {
      for (const row of rows) clusterOf.set(sampleIds[row], i);
    }
    for await (const { id, text } of readTexts(database.db, sampleIds, wordReadLength)) {
      signal.throwIfAborted();
      counter.add(clusterOf.get(id) ?? 0, text);
    }
  }
  const words = counter.distinguish();
  return found.clusters.map((_, i) => ({ title: makeTitle(words.get(i) ?? [], i + 1), words: words.get(i) ?? [] }));
}

export const jobHandlers: JobHandlers = { cluster: { run: runCluster } };
