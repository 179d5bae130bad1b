import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { presence } from '@/lib/live/change';
import { liveHub } from '@/lib/live/hub.server';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: presence,
  run: async ({ params, body, actor }) => {
    const dataset = await openDataset(db(), params.datasetId);
    liveHub().notePresence(dataset.id, actor.personName, body);
  },
});
