import { z } from 'zod';
import type { Tx } from '@/lib/db/client.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import { type SimilarAnswer, type SimilarQuestion, similarLimit } from '@/lib/neighbours/neighbours';
import { findMembership } from '@/lib/review/membership-repo.server';
import { openSample, readItems } from '@/lib/review/samples-repo.server';
import type { SimilarSamples } from '@/lib/review/similar';

const defaultLimit = 24;

/** The query of GET …/similar. */
export const similarQuery = z.object({
  limit: z.coerce.number().int().min(1).max(similarLimit).default(defaultLimit),
});

// The worker's vectors can lag behind a deletion by some seconds; this many more make up for what is gone.
const spareCount = 12;

/**
 * The live samples of the whole dataset that are most like one by the dataset's model, nearest first. Asks the worker,
 * which holds the vectors. Throws NotFound, and Unavailable when the worker does not answer.
 */
export async function findSimilar(tx: Tx, sampleId: string, limit: number): Promise<SimilarSamples> {
  const { dataset } = await openSample(tx, sampleId);
  const question: SimilarQuestion = { datasetId: dataset.id, sampleId, limit: limit + spareCount };
  const [{ state, model, similar }, membership] = await Promise.all([
    askWorker<SimilarAnswer>('similar', question),
    findMembership(tx, { id: sampleId, datasetId: dataset.id }),
  ]);
  const similarityOf = new Map(similar.map((each) => [each.sampleId, each.similarity]));
  const items = await readItems(tx, [...similarityOf.keys()]);
  return {
    state,
    model,
    clusterId: membership?.clusterId ?? null,
    clusterTitle: membership?.clusterTitle ?? null,
    similar: items.slice(0, limit).map((item) => ({ ...item, similarity: similarityOf.get(item.id) ?? 0 })),
  };
}
