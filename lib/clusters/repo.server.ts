import { v7 as uuidv7 } from 'uuid';
import type { ClusterRunSummary } from '@/lib/clusters/cluster';
import type { FoundClusters } from '@/lib/clusters/find-clusters';
import type { TitleWord } from '@/lib/clusters/title-words';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { encodeVectors } from '@/lib/embeddings/vector-codec';

/** Members nearest to the centre, and farthest, that are kept on the cluster's own row. */
const representativeCount = 12;
const fringeCount = 12;

const insertSize = 10_000;

/** A finished run as it is written: everything that led to it, and what was found. */
export type NewClusterRun = {
  datasetId: string;
  modelId: string;
  kReason: string;
  seed: number;
  /** Recipe and engine with their versions. */
  parameters: Record<string, string | number>;
  /** Row i of the clusters is sampleIds[i]. */
  sampleIds: readonly string[];
  found: FoundClusters;
  /** Title and words of every cluster, in order. */
  titles: readonly { title: string; words: readonly TitleWord[] }[];
};

/**
 * Writes a run whole; with the commit it is the dataset's current one, and the earlier runs are
 * history. Takes the next number of the dataset's runs. Returns its id.
 */
export async function writeClusterRun(tx: Tx, run: NewClusterRun): Promise<string> {
  const runId = uuidv7();
  const { found, sampleIds, datasetId } = run;
  await tx.$executeRaw`
    INSERT INTO "ClusterRun" (id, "datasetId", number, "modelId", k, "kReason", seed, parameters, "sampleCount", iterations, inertia)
    SELECT ${runId}::uuid, ${datasetId}::uuid, coalesce(max(number), 0) + 1, ${run.modelId}::uuid,
           ${found.clusters.length}::int, ${run.kReason}, ${run.seed}::int, ${JSON.stringify(run.parameters)}::jsonb,
           ${sampleIds.length}::int, ${found.iterations}::int, ${found.inertia}::float8
    FROM "ClusterRun" WHERE "datasetId" = ${datasetId}::uuid`;
  const clusterIds = found.clusters.map(() => uuidv7());
  await writeClusters(tx, { runId, clusterIds, run });
  await writeMembers(tx, { runId, clusterIds, run });
  return runId;
}

type RunParts = { runId: string; clusterIds: readonly string[]; run: NewClusterRun };

async function writeClusters(tx: Tx, { runId, clusterIds, run }: RunParts): Promise<void> {
  const rows = run.found.clusters.map((cluster, i) => {
    const ids = Array.from(cluster.rows, (row) => run.sampleIds[row]);
    return {
      id: clusterIds[i],
      number: i + 1,
      title: run.titles[i]?.title,
      words: run.titles[i]?.words,
      size: ids.length,
      cohesion: cluster.cohesion,
      boundaryRank: cluster.boundaryRank,
      representatives: ids.slice(0, representativeCount),
      fringe: ids.slice(-fringeCount).reverse(),
      centre: Buffer.from(encodeVectors(cluster.centre)).toString('base64'),
    };
  });
  await tx.$executeRaw`
    INSERT INTO "Cluster" (id, "runId", number, title, words, size, cohesion, "boundaryRank", representatives, fringe, centre)
    SELECT id, ${runId}::uuid, number, title, words, size, cohesion, "boundaryRank", representatives, fringe, decode(centre, 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
      id uuid, number int, title text, words jsonb, size int, cohesion float8, "boundaryRank" int,
      representatives uuid[], fringe uuid[], centre text)`;
}

async function writeMembers(tx: Tx, { runId, clusterIds, run }: RunParts): Promise<void> {
  const members = run.found.clusters.flatMap((cluster, i) =>
    Array.from(cluster.rows, (row, rank) => ({
      row,
      rank,
      clusterId: clusterIds[i],
      distance: cluster.distances[rank],
    })),
  );
  for (let start = 0; start < members.length; start += insertSize) {
    const part = members.slice(start, start + insertSize);
    await tx.$executeRaw`
      INSERT INTO "ClusterMember" ("runId", "sampleId", "clusterId", rank, distance)
      SELECT ${runId}::uuid, given.* FROM unnest(
        ${part.map(({ row }) => run.sampleIds[row])}::uuid[], ${part.map(({ clusterId }) => clusterId)}::uuid[],
        ${part.map(({ rank }) => rank)}::int[], ${part.map(({ distance }) => distance)}::real[]) AS given`;
  }
}

const textPageSize = 2_000;

/** The first `length` characters of the texts of samples, in no particular order; images have none. */
export async function* readTexts(
  tx: Tx,
  sampleIds: readonly string[],
  length: number,
): AsyncGenerator<{ id: string; text: string }> {
  for (let start = 0; start < sampleIds.length; start += textPageSize) {
    const part = sampleIds.slice(start, start + textPageSize);
    yield* await tx.$queryRaw<{ id: string; text: string }[]>`
      SELECT "sampleId" AS id, left(text, ${length}::int) AS text FROM "SampleText" WHERE "sampleId" = ANY (${part}::uuid[])`;
  }
}

/** Runs of a dataset, newest first; the first is the current one. */
export async function listRuns(tx: Tx, dataset: AuthorizedDataset): Promise<ClusterRunSummary[]> {
  const rows = await tx.clusterRun.findMany({
    where: { datasetId: dataset.id },
    orderBy: { number: 'desc' },
    include: { model: { select: { name: true } } },
  });
  return rows.map(summarizeRun);
}

/** The current run of a dataset; null before the first. */
export async function findCurrentRun(tx: Tx, datasetId: string): Promise<ClusterRunSummary | null> {
  const row = await tx.clusterRun.findFirst({
    where: { datasetId },
    orderBy: { number: 'desc' },
    include: { model: { select: { name: true } } },
  });
  return row === null ? null : summarizeRun(row);
}

type RunRow = Omit<Awaited<ReturnType<Tx['clusterRun']['findUniqueOrThrow']>>, 'parameters'> & {
  model: { name: string };
};

/** A row of ClusterRun as the API shows it. */
export function summarizeRun(row: RunRow): ClusterRunSummary {
  return {
    id: row.id,
    number: row.number,
    modelName: row.model.name,
    k: row.k,
    kReason: row.kReason,
    seed: row.seed,
    sampleCount: row.sampleCount,
    iterations: row.iterations,
    inertia: row.inertia,
    createdAt: row.createdAt.toISOString(),
  };
}

/** What k is proposed from: live samples and classes of a dataset. */
export async function countForProposal(
  tx: Tx,
  datasetId: string,
): Promise<{ sampleCount: number; classCount: number }> {
  const [dataset, classCount] = await Promise.all([
    tx.dataset.findUniqueOrThrow({ where: { id: datasetId }, select: { sampleCount: true } }),
    tx.labelClass.count({ where: { datasetId } }),
  ]);
  return { sampleCount: dataset.sampleCount, classCount };
}
