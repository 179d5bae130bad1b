import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { countOperations } from '@/lib/operations/log-repo.server';
import { logFilter } from '@/lib/operations/operation-log';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: logFilter,
  run: async ({ params, query }) => countOperations(db(), (await openDataset(db(), params.datasetId)).id, query),
});
