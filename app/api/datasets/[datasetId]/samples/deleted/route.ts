import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { listDeleted } from '@/lib/samples/deleted-repo.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => listDeleted(db(), await openDataset(db(), params.datasetId)),
});
