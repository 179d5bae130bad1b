import { z } from 'zod';
import { listClusters } from '@/lib/clusters/queue-repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => listClusters(db(), await openDataset(db(), params.datasetId)),
});
