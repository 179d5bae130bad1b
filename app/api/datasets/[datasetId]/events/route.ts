import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { eventsQuery } from '@/lib/live/change';
import { openEventStream } from '@/lib/live/event-stream.server';
import { liveHub } from '@/lib/live/hub.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: eventsQuery,
  run: async ({ params, query }) => {
    const dataset = await openDataset(db(), params.datasetId);
    const readRevision = async () => (await getProgress(db(), dataset)).revision;
    return openEventStream(liveHub(), { datasetId: dataset.id, pageId: query.page }, readRevision);
  },
});
