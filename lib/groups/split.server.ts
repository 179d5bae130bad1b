import { z } from 'zod';
import { type ClusterSplit, clusterSplit } from '@/lib/clusters/cluster';
import { splitOnThread } from '@/lib/clusters/clusterer.server';
import { type ClusterToSplit, findClusterToSplit, readTexts } from '@/lib/clusters/repo.server';
import { makeTitle, WordCounter, wordReadLength } from '@/lib/clusters/title-words';
import { openDataset } from '@/lib/datasets/access.server';
import type { Modality } from '@/lib/datasets/dataset';
import { db, type Tx } from '@/lib/db/client.server';
import { packIds } from '@/lib/embeddings/id-bytes';
import { readVectors } from '@/lib/embeddings/vectors-repo.server';
import { NotFound, TooLarge } from '@/lib/errors';
import { listLive } from '@/lib/groups/repo.server';
import { findGroupToSplit } from '@/lib/groups/split-repo.server';
import { orderByCentre } from '@/lib/groups/typical-order';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';

/** Members of a group that is split while a person waits. */
const memberLimit = 50_000;
const seed = 1;
const timeoutMs = 60_000;

const splitCall = clusterSplit.extend({ groupId: z.uuid() });

type SplitCall = z.infer<typeof splitCall>;

/**
 * What a cluster or another group would be split into: a preview, nothing is written. All live members; those without an
 * embedding stand at the end of the last part. Throws NotFound for an unknown group and TooLarge for one of more than
 * 50,000 members.
 */
async function splitGroup(tx: Tx, { groupId, k }: SplitCall): Promise<ClusterSplit> {
  const group = (await findClusterToSplit(tx, groupId)) ?? (await findGroupToSplit(tx, groupId));
  if (group === null) throw new NotFound('group', groupId);
  await openDataset(tx, group.datasetId);
  if (group.sampleIds.length > memberLimit) {
    throw new TooLarge(
      `The group has ${group.sampleIds.length} samples; ${memberLimit} can be split at once. Cluster the dataset again with a larger k.`,
    );
  }
  const { sampleIds, vectors } = await readVectors(tx, group);
  if (sampleIds.length === 0) return { cohesion: null, parts: [] };
  const rows = { dimension: group.dimension, vectors, sampleIds };
  const request = { vectors: vectors.slice(), rowCount: sampleIds.length, dimension: group.dimension, k, seed };
  const found = await splitOnThread(request, AbortSignal.timeout(timeoutMs));
  const bare = await listBare(tx, group, sampleIds);
  const parts = await Promise.all(
    found.map((part, i) => orderPart(rows, part.rows, i === found.length - 1 ? bare : [])),
  );
  const whole = await orderPart(rows, Int32Array.from(sampleIds.keys()), []);
  return { cohesion: whole.cohesion, parts: await nameParts(tx, group.modality, parts) };
}

/** Live members without an embedding by this model. */
async function listBare(tx: Tx, group: ClusterToSplit, embeddedIds: readonly string[]): Promise<string[]> {
  const embedded = new Set(embeddedIds);
  const others = group.sampleIds.filter((id) => !embedded.has(id));
  return others.length === 0 ? [] : await listLive(tx, group.datasetId, others);
}

type SplitRows = { dimension: number; vectors: Float32Array; sampleIds: readonly string[] };
type OrderedPart = { sampleIds: string[]; distances: number[]; cohesion: number | null };

/** The members of a part by their distance to its centre, as every group has them: by the embeddings as they are. */
async function orderPart(rows: SplitRows, own: Int32Array, bare: readonly string[]): Promise<OrderedPart> {
  const { dimension, vectors } = rows;
  const ids = [...Array.from(own, (row) => rows.sampleIds[row] as string), ...bare];
  const ownVectors = new Float32Array(own.length * dimension);
  own.forEach((row, i) => {
    ownVectors.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  const page = { places: Int32Array.from(own.keys()), vectors: ownVectors };
  const order = await orderByCentre({ count: ids.length, dimension, limit: memberLimit }, () => [page]);
  return {
    sampleIds: Array.from(order.places, (place) => ids[place] as string),
    distances: Array.from(order.distances),
    cohesion: order.cohesion,
  };
}

/** Titles and words by which the texts of the parts differ; parts of pictures are numbered. */
async function nameParts(tx: Tx, modality: Modality, parts: readonly OrderedPart[]): Promise<ClusterSplit['parts']> {
  const counter = new WordCounter();
  if (modality === 'text') {
    const sampleIds = parts.flatMap((part) => part.sampleIds);
    const partOf = Int32Array.from(parts.flatMap((part, i) => part.sampleIds.map(() => i)));
    const rows = partOf.map((_, row) => row);
    for await (const page of readTexts(tx, packIds(sampleIds), { rows, length: wordReadLength })) {
      for (const { row, text } of page) counter.add(partOf[row] ?? 0, text);
    }
  }
  const words = counter.distinguish();
  return parts.map((part, i) => ({
    title: makeTitle(words.get(i) ?? [], `Part ${i + 1}`),
    words: words.get(i) ?? [],
    ...part,
  }));
}

/** Calls of the web process that the worker answers. */
export const callHandlers: Readonly<Record<string, CallHandler>> = {
  'split-group': async (body) => splitGroup(db(), splitCall.parse(body)),
};
