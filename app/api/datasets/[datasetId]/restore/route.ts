import { z } from 'zod';
import { restoreDataset } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: ({ params }) => restoreDataset(db(), params.datasetId),
});
