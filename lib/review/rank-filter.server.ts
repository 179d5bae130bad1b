import { openDataset } from '@/lib/datasets/access.server';
import { database } from '@/lib/db/client.server';
import { idSizeBytes } from '@/lib/embeddings/id-bytes';
import { orderMembers } from '@/lib/groups/order-members.server';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';
import { packMatching } from '@/lib/review/group-samples-repo.server';
import { type RankedFilter, rankQuestion } from '@/lib/review/rank-filter';

/** Calls of the web process that the worker answers. */
export const callHandlers: Readonly<Record<string, CallHandler>> = {
  'rank-filter': async (body): Promise<RankedFilter> => {
    const { datasetId, filter } = rankQuestion.parse(body);
    const dataset = await openDataset(database().db, datasetId);
    const ids = await packMatching(database().db, dataset, filter);
    return { ...(await orderMembers(database(), dataset, ids)), matchedCount: ids.length / idSizeBytes };
  },
};
