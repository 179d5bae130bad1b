import type { Tx } from '@/lib/db/client.server';
import { decodeVectors } from '@/lib/embeddings/vector-codec';

/** The centres of a run's clusters, in the space that was clustered. For the worker. */
export async function readCentres(tx: Tx, runId: string): Promise<{ id: string; centre: Float32Array }[]> {
  const rows = await tx.cluster.findMany({
    where: { runId },
    orderBy: { number: 'asc' },
    select: { id: true, centre: true },
  });
  return rows.map(({ id, centre }) => ({ id, centre: decodeVectors(centre) }));
}
