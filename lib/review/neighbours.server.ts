import type { Tx } from '@/lib/db/client.server';
import { NearestKeeper } from '@/lib/review/nearest';
import { findMembership, readMemberVectors, readVector } from '@/lib/review/neighbours-repo.server';
import { openSample, readItems } from '@/lib/review/samples-repo.server';
import type { SampleItem } from '@/lib/samples/sample';

const NEIGHBOUR_COUNT = 12;

export type Neighbours = { clusterId: string | null; clusterTitle: string | null; neighbours: SampleItem[] };

/**
 * The 12 live samples nearest to one (cosine of their embeddings) among the members of its cluster in the current run.
 * A sample that is in no cluster has no neighbours. Throws NotFound.
 */
export async function findNeighbours(tx: Tx, sampleId: string): Promise<Neighbours> {
  const { dataset } = await openSample(tx, sampleId);
  const membership = await findMembership(tx, { id: sampleId, datasetId: dataset.id });
  if (membership === null) return { clusterId: null, clusterTitle: null, neighbours: [] };
  const { clusterId, clusterTitle, modelId } = membership;
  const vector = await readVector(tx, modelId, sampleId);
  if (vector === null) return { clusterId, clusterTitle, neighbours: [] };
  const nearest = new NearestKeeper(vector, NEIGHBOUR_COUNT);
  for await (const member of readMemberVectors(tx, membership)) {
    if (member.sampleId !== sampleId) nearest.offer(member.sampleId, member.vector);
  }
  return { clusterId, clusterTitle, neighbours: await readItems(tx, nearest.ids()) };
}
