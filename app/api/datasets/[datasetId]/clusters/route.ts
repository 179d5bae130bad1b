import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { listQueue } from '@/lib/groups/queue-repo.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => listQueue(db(), await openDataset(db(), params.datasetId)),
});
