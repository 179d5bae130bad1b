import { findCurrentRun } from '@/lib/clusters/repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { db, type Tx } from '@/lib/db/client.server';
import { type NearestGroups, type NearestQuestion, nearestQuestion } from '@/lib/groups/nearest';
import { readCentres } from '@/lib/groups/nearest-repo.server';
import { readLayout } from '@/lib/groups/queue-place.server';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';
import { cosineOfRows } from '@/lib/math/vectors';

/** Parts and merged groups stand where the first cluster that they go back to stands. Throws NotFound. */
async function findNearest(tx: Tx, { datasetId, groupId }: NearestQuestion): Promise<NearestGroups> {
  const dataset = await openDataset(tx, datasetId);
  const run = await findCurrentRun(tx, dataset.id);
  if (run === null) return { nearest: [] };
  const centres = await readCentres(tx, run.id);
  const clusterIds = centres.map(({ id }) => id);
  const { added, replacedBy } = await readLayout(tx, dataset.id, { clusterIds, createdAt: run.createdAt });
  const centreOf = new Map(centres.map(({ id, centre }) => [id, centre]));
  const centreOfGroup = (id: string) => centreOf.get(added.get(id) ?? id);
  const own = centreOfGroup(groupId);
  if (own === undefined) return { nearest: [] };
  const others = [...clusterIds, ...added.keys()].filter((id) => id !== groupId && !replacedBy.has(id));
  const nearest = others.flatMap((id) => {
    const centre = centreOfGroup(id);
    return centre === undefined ? [] : [{ id, similarity: cosineOf(own, centre) }];
  });
  return { nearest: nearest.sort((a, b) => b.similarity - a.similarity) };
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  const rowOf = (values: Float32Array) => ({ values, rowCount: 1, columnCount: values.length });
  return cosineOfRows(rowOf(a), 0, rowOf(b), 0);
}

/** Calls of the web process that the worker answers. */
export const callHandlers: Readonly<Record<string, CallHandler>> = {
  'nearest-groups': async (body) => findNearest(db(), nearestQuestion.parse(body)),
};
