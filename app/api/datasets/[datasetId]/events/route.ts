import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { openEventStream } from '@/lib/live/event-stream.server';
import { liveHub } from '@/lib/live/hub.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => {
    const dataset = await openDataset(db(), params.datasetId);
    return openEventStream(liveHub(), dataset.id, async () => (await getProgress(db(), dataset)).revision);
  },
});
