import { findClustersOnThread } from '@/lib/clusters/clusterer.server';
import type { FindClustersProgress, FoundClusters } from '@/lib/clusters/find-clusters';
import { curveRowLimit } from '@/lib/clusters/k-curve';
import { recipeName } from '@/lib/clusters/recipe';
import { countForProposal, readTexts, type Title, writeClusterRun } from '@/lib/clusters/repo.server';
import { chooseTitleRows, titleTextLimit } from '@/lib/clusters/title-rows';
import { makeTitle, WordCounter, wordReadLength } from '@/lib/clusters/title-words';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { inTransaction } from '@/lib/db/transaction.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import { type EmbeddingMatrix, readIds } from '@/lib/embeddings/matrix-file.server';
import { Invalid } from '@/lib/errors';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import { engineName } from '@/lib/math/k-means';

const stages: Record<FindClustersProgress['stage'], string> = {
  axes: 'Finding the main directions',
  curve: 'Trying several numbers of clusters',
  start: 'Choosing the first centres',
  rounds: 'Moving samples to the nearest centre',
  order: 'Putting clusters in order',
};

// Shares of the whole in hundredths: reading, searching, and then titles.
const searchStart = 5;
const searchEnd = 90;

async function runCluster(context: JobContext<'cluster'>): Promise<JobResult> {
  const { job, database, signal, progress } = context;
  const dataset = await openDataset(database.db, job.payload.datasetId);
  const model = await chosenModel(database.db, dataset);
  progress({ done: 0, total: 100, unit: 'steps', message: 'Reading the embeddings' });
  const source = { datasetId: dataset.id, modelId: model.id, dimension: model.dimension };
  const matrix = await openMatrix(database, source, signal);
  if (matrix.rowCount === 0) throw new Invalid(`${dataset.name} has no embedded samples to cluster. Embed them first.`);
  const ids = await readIds(matrix);
  const found = await search(context, matrix);
  progress({ done: searchEnd, message: 'Naming clusters' });
  const named = await makeTitles(context, { dataset, ids, found });
  signal.throwIfAborted();
  const run = {
    datasetId: dataset.id,
    modelId: model.id,
    kReason: explainK(found),
    seed: job.payload.seed,
    parameters: { recipe: recipeName, engine: engineName, k: found.choice.k, curveRowLimit, titleTextLimit },
    ids,
    rowCount: matrix.rowCount,
    found,
    ...named,
  };
  const runId = await inTransaction(database, async (client) => {
    await assertFresh(client, job);
    return writeClusterRun(client, run);
  });
  progress({ done: 100, message: null });
  return { runId, clusterCount: found.clusters.length };
}

function explainK({ choice: { k, reason }, clusters: { length } }: FoundClusters): string {
  if (length === k) return reason;
  return `${reason} Asked for ${k}, but there are only ${length} groups of different samples.`;
}

async function search(
  { job, database, signal, progress }: JobContext<'cluster'>,
  matrix: EmbeddingMatrix,
): Promise<FoundClusters> {
  const { datasetId, k, seed } = job.payload;
  const { classCount } = await countForProposal(database.db, datasetId);
  const onProgress = ({ stage, share }: FindClustersProgress) => {
    progress({ done: Math.floor(searchStart + (searchEnd - searchStart) * share), message: stages[stage] });
  };
  return findClustersOnThread({ matrix, k, classCount, seed }, { signal, onProgress });
}

/** Titles and words of all clusters and coarse clusters: from their texts, or by number for images. */
async function makeTitles(
  { database, signal }: JobContext<'cluster'>,
  { dataset, ids, found }: { dataset: AuthorizedDataset; ids: Uint8Array; found: FoundClusters },
): Promise<{ titles: Title[]; coarseTitles: Title[] }> {
  const { clusters, coarse } = found;
  const counter = new WordCounter();
  if (dataset.modality === 'text') {
    const clusterOf = new Int32Array(clusters.reduce((sum, { rows }) => sum + rows.length, 0));
    for (const [i, { rows }] of clusters.entries()) for (const row of rows) clusterOf[row] = i;
    const rows = chooseTitleRows(clusters);
    for await (const page of readTexts(database.db, ids, { rows, length: wordReadLength })) {
      signal.throwIfAborted();
      for (const { row, text } of page) counter.add(clusterOf[row] ?? 0, text);
    }
  }
  const coarseCount = coarse === null ? 0 : Math.max(...coarse) + 1;
  const gathered = counter.gather((cluster) => coarse?.[cluster] ?? 0);
  return {
    titles: nameAll(counter, clusters.length, 'Cluster'),
    coarseTitles: nameAll(gathered, coarseCount, 'Coarse cluster'),
  };
}

function nameAll(counter: WordCounter, count: number, noun: string): Title[] {
  const words = counter.distinguish();
  return Array.from({ length: count }, (_, i) => {
    const own = words.get(i) ?? [];
    return { title: makeTitle(own, `${noun} ${i + 1}`), words: own };
  });
}

export const jobHandlers: JobHandlers = { cluster: { run: runCluster } };
