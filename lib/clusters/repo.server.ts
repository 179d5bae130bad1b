import type { ClientBase } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ClusterRunSummary } from '@/lib/clusters/cluster';
import type { FoundClusters } from '@/lib/clusters/find-clusters';
import { kCurve } from '@/lib/clusters/k-curve';
import { copyMembers } from '@/lib/clusters/members-repo.server';
import type { KGrounds } from '@/lib/clusters/propose-k';
import type { TitleWord } from '@/lib/clusters/title-words';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Modality } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { idAt, idsAt } from '@/lib/embeddings/id-bytes';
import { encodeVectors } from '@/lib/embeddings/vector-codec';
import { queryRows } from '@/lib/jobs/repo.server';

/** Members nearest to the centre, and farthest, that are kept on the cluster's own row. */
const representativeCount = 12;
const fringeCount = 12;

/** From so many members on, what the database believes of its tables is brought up to date at once. */
const largeRun = 10_000;

/** A finished run as it is written: everything that led to it, and what was found. */
export type NewClusterRun = {
  datasetId: string;
  modelId: string;
  kReason: string;
  seed: number;
  /** Recipe and engine with their versions. */
  parameters: Record<string, string | number>;
  /** 16 bytes for each row of the clusters, in their order. */
  ids: Uint8Array;
  rowCount: number;
  found: FoundClusters;
  /** Title and words of every cluster, in order. */
  titles: readonly Title[];
  /** Those of every coarse cluster, in order; none where the clusters are few. */
  coarseTitles: readonly Title[];
};

export type Title = { title: string; words: readonly TitleWord[] };

/**
 * Writes a run whole, on a connection on which the caller has begun a transaction; with its commit the run is the
 * dataset's current one, and the earlier runs are history. Takes the next number of the dataset's runs. Returns its id.
 */
export async function writeClusterRun(client: ClientBase, run: NewClusterRun): Promise<string> {
  const runId = uuidv7();
  const { found, rowCount, datasetId, ids } = run;
  await queryRows(
    client,
    Prisma.sql`
      INSERT INTO "ClusterRun" (id, "datasetId", number, "modelId", k, "kReason", seed, parameters, "sampleCount", iterations, inertia, "kCurve")
      SELECT ${runId}::uuid, ${datasetId}::uuid, coalesce(max(number), 0) + 1, ${run.modelId}::uuid,
             ${found.clusters.length}::int, ${run.kReason}, ${run.seed}::int, ${JSON.stringify(run.parameters)}::jsonb,
             ${rowCount}::int, ${found.iterations}::int, ${found.inertia}::float8, ${JSON.stringify(found.curve)}::jsonb
      FROM "ClusterRun" WHERE "datasetId" = ${datasetId}::uuid`,
  );
  const clusterIds = found.clusters.map(() => uuidv7());
  await writeClusters(client, { runId, clusterIds, run });
  await writeCoarse(client, runId, run.coarseTitles);
  await copyMembers(client, { runId, clusterIds, ids, clusters: found.clusters });
  if (rowCount >= largeRun) await queryRows(client, Prisma.sql`ANALYZE "Cluster", "ClusterMember"`);
  return runId;
}

type RunParts = { runId: string; clusterIds: readonly string[]; run: NewClusterRun };

async function writeClusters(client: ClientBase, { runId, clusterIds, run }: RunParts): Promise<void> {
  const rows = run.found.clusters.map((cluster, i) => {
    const coarse = run.found.coarse?.[i];
    return {
      id: clusterIds[i],
      number: i + 1,
      title: run.titles[i]?.title,
      words: run.titles[i]?.words,
      size: cluster.rows.length,
      cohesion: cluster.cohesion,
      boundaryRank: cluster.boundaryRank,
      representatives: idsAt(run.ids, cluster.rows.subarray(0, representativeCount)),
      fringe: idsAt(run.ids, cluster.rows.slice(-fringeCount).reverse()),
      centre: Buffer.from(encodeVectors(cluster.centre)).toString('base64'),
      coarseNumber: coarse === undefined ? null : coarse + 1,
    };
  });
  await queryRows(
    client,
    Prisma.sql`
    INSERT INTO "Cluster" (id, "runId", number, title, words, size, cohesion, "boundaryRank", representatives, fringe, centre, "coarseNumber")
    SELECT id, ${runId}::uuid, number, title, words, size, cohesion, "boundaryRank", representatives, fringe, decode(centre, 'base64'), "coarseNumber"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
      id uuid, number int, title text, words jsonb, size int, cohesion float8, "boundaryRank" int,
      representatives uuid[], fringe uuid[], centre text, "coarseNumber" int)`,
  );
}

async function writeCoarse(client: ClientBase, runId: string, titles: readonly Title[]): Promise<void> {
  const rows = titles.map(({ title, words }, i) => ({ number: i + 1, title, words }));
  await queryRows(
    client,
    Prisma.sql`
    INSERT INTO "CoarseCluster" ("runId", number, title, words)
    SELECT ${runId}::uuid, number, title, words
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (number int, title text, words jsonb)`,
  );
}

const textPageSize = 2_000;

/** The first `length` characters of the texts of some rows of `ids`, with their rows, page by page; images have none. */
export async function* readTexts(
  tx: Tx,
  ids: Uint8Array,
  { rows, length }: { rows: Int32Array; length: number },
): AsyncGenerator<readonly { row: number; text: string }[]> {
  for (let start = 0; start < rows.length; start += textPageSize) {
    const part = rows.subarray(start, start + textPageSize);
    const rowOf = new Map(Array.from(part, (row) => [idAt(ids, row), row]));
    const texts = await tx.$queryRaw<{ id: string; text: string }[]>`
      SELECT "sampleId" AS id, left(text, ${length}::int) AS text FROM "SampleText"
      WHERE "sampleId" = ANY (${[...rowOf.keys()]}::uuid[])`;
    yield texts.map(({ id, text }) => ({ row: rowOf.get(id) ?? 0, text }));
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

/** The ids of the clusters of a run, by number. */
export async function listClusterIds(tx: Tx, runId: string): Promise<string[]> {
  const rows = await tx.cluster.findMany({ where: { runId }, orderBy: { number: 'asc' }, select: { id: true } });
  return rows.map(({ id }) => id);
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
    curve: kCurve.parse(row.kCurve),
    createdAt: row.createdAt.toISOString(),
  };
}

/** What k is proposed from: live samples and classes of a dataset, and the curve of its current run. */
export async function countForProposal(tx: Tx, datasetId: string): Promise<KGrounds> {
  const [dataset, classCount, run] = await Promise.all([
    tx.dataset.findUniqueOrThrow({ where: { id: datasetId }, select: { sampleCount: true } }),
    tx.labelClass.count({ where: { datasetId } }),
    tx.clusterRun.findFirst({ where: { datasetId }, orderBy: { number: 'desc' }, select: { kCurve: true } }),
  ]);
  return { sampleCount: dataset.sampleCount, classCount, curve: kCurve.parse(run?.kCurve ?? []) };
}

/** A cluster with what it takes to split it: the model of its run, and its members in their order. */
export type ClusterToSplit = {
  datasetId: string;
  modality: Modality;
  modelId: string;
  dimension: number;
  size: number;
  sampleIds: string[];
};

/** Null for an unknown cluster. */
export async function findClusterToSplit(tx: Tx, clusterId: string): Promise<ClusterToSplit | null> {
  const rows = await tx.$queryRaw<ClusterToSplit[]>`
    SELECT run."datasetId", dataset.modality, run."modelId", model.dimension, cluster.size,
           ARRAY(SELECT "sampleId" FROM "ClusterMember" WHERE "clusterId" = cluster.id ORDER BY rank) AS "sampleIds"
    FROM "Cluster" AS cluster JOIN "ClusterRun" AS run ON run.id = cluster."runId"
    JOIN "Dataset" AS dataset ON dataset.id = run."datasetId" JOIN "EmbeddingModel" AS model ON model.id = run."modelId"
    WHERE cluster.id = ${clusterId}::uuid`;
  return rows[0] ?? null;
}
