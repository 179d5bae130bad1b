import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { keepQueryPicture } from '@/lib/samples/query-picture.server';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params, request }) => {
    await openDataset(db(), params.datasetId);
    return keepQueryPicture(request);
  },
});
