import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { getProgressDetail } from '@/lib/datasets/cards-repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => getProgressDetail(db(), await openDataset(db(), params.datasetId)),
});
