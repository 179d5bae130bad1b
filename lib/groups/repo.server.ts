import { v7 as uuidv7 } from 'uuid';
import { proposeBoundary } from '@/lib/clusters/boundary';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import type { GroupSource } from '@/lib/operations/operation';

/** Samples that are to be reviewed together, from the most to the least typical. */
export type NewGroup = {
  /** Made here unless given. */
  id?: string;
  datasetId: string;
  personId: string;
  source: GroupSource;
  title: string;
  /** What found the samples, as the request said it; ids of samples are left out. */
  query: Prisma.InputJsonObject;
  words: readonly { word: string; count: number }[];
  sampleIds: readonly string[];
  /** 1 − cosine to the centre (or to what was searched for), ascending. */
  distances: readonly number[];
  matchedCount: number;
  cohesion: number | null;
  /** The split or merge that makes it. */
  operationId: string | null;
};

/** Writes a group with the boundary that its distances propose; returns its id. */
export async function insertGroup(tx: Tx, group: NewGroup): Promise<string> {
  const id = group.id ?? uuidv7();
  await tx.group.create({
    data: {
      ...group,
      id,
      words: group.words as Prisma.InputJsonArray,
      sampleIds: [...group.sampleIds],
      distances: [...group.distances],
      boundaryRank: proposeBoundary(group.distances),
    },
  });
  return id;
}

/** The dataset and the source of a group; null for an unknown one. */
export async function findGroup(tx: Tx, groupId: string): Promise<{ datasetId: string; source: GroupSource } | null> {
  return tx.group.findUnique({ where: { id: groupId }, select: { datasetId: true, source: true } });
}

/** Those of some ids that are live samples of the dataset, each once, ascending. */
export async function listLive(tx: Tx, datasetId: string, sampleIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Sample"
    WHERE id = ANY(${[...sampleIds]}::uuid[]) AND "datasetId" = ${datasetId}::uuid AND "deletedAt" IS NULL ORDER BY id`;
  return rows.map(({ id }) => id);
}
