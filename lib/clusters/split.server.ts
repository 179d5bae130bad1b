import { z } from 'zod';
import { type ClusterSplit, clusterSplit } from '@/lib/clusters/cluster';
import { splitOnThread } from '@/lib/clusters/clusterer.server';
import type { FoundCluster } from '@/lib/clusters/describe-clusters';
import { type ClusterToSplit, findClusterToSplit, readTexts } from '@/lib/clusters/repo.server';
import { makeTitle, WordCounter, wordReadLength } from '@/lib/clusters/title-words';
import { openDataset } from '@/lib/datasets/access.server';
import { db, type Tx } from '@/lib/db/client.server';
import { packIds } from '@/lib/embeddings/id-bytes';
import { readVectors } from '@/lib/embeddings/vectors-repo.server';
import { NotFound, TooLarge } from '@/lib/errors';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';

/** Members of a cluster that is split while a person waits. */
const memberLimit = 50_000;
const seed = 1;
const timeoutMs = 60_000;

const splitCall = clusterSplit.extend({ clusterId: z.uuid() });

type SplitCall = z.infer<typeof splitCall>;

/**
 * What a cluster would be split into: a preview, nothing is written. Live members with an embedding only. Throws
 * NotFound for an unknown cluster and TooLarge for one of more than 50,000 members.
 */
async function splitCluster(tx: Tx, { clusterId, k }: SplitCall): Promise<ClusterSplit> {
  const cluster = await findClusterToSplit(tx, clusterId);
  if (cluster === null) throw new NotFound('cluster', clusterId);
  await openDataset(tx, cluster.datasetId);
  if (cluster.size > memberLimit) {
    throw new TooLarge(
      `The cluster has ${cluster.size} samples; ${memberLimit} can be split at once. Cluster the dataset again with a larger k.`,
    );
  }
  const { sampleIds, vectors } = await readVectors(tx, cluster);
  if (sampleIds.length === 0) return { parts: [] };
  const request = { vectors, rowCount: sampleIds.length, dimension: cluster.dimension, k, seed };
  const parts = await splitOnThread(request, AbortSignal.timeout(timeoutMs));
  return { parts: await describeParts(tx, { cluster, sampleIds, parts }) };
}

async function describeParts(
  tx: Tx,
  given: { cluster: ClusterToSplit; sampleIds: readonly string[]; parts: readonly FoundCluster[] },
): Promise<ClusterSplit['parts']> {
  const { cluster, sampleIds, parts } = given;
  const counter = new WordCounter();
  if (cluster.modality === 'text') {
    const partOf = new Int32Array(sampleIds.length);
    for (const [i, { rows }] of parts.entries()) for (const row of rows) partOf[row] = i;
    const rows = partOf.map((_, row) => row);
    for await (const page of readTexts(tx, packIds(sampleIds), { rows, length: wordReadLength })) {
      for (const { row, text } of page) counter.add(partOf[row] ?? 0, text);
    }
  }
  const words = counter.distinguish();
  return parts.map(({ rows, cohesion }, i) => ({
    title: makeTitle(words.get(i) ?? [], `Part ${i + 1}`),
    words: words.get(i) ?? [],
    cohesion,
    sampleIds: Array.from(rows, (row) => sampleIds[row] as string),
  }));
}

/** Calls of the web process that the worker answers. */
export const callHandlers: Readonly<Record<string, CallHandler>> = {
  'split-cluster': async (body) => splitCluster(db(), splitCall.parse(body)),
};
