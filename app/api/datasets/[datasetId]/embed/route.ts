import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { startEmbedding } from '@/lib/review/start-compute.server';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => startEmbedding(db(), await openDataset(db(), params.datasetId)),
});
