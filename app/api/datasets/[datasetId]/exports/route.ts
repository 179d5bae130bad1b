import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { listExports } from '@/lib/exchange/export-repo.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => ({ exports: await listExports(db(), await openDataset(db(), params.datasetId)) }),
});
