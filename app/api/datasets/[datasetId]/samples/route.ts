import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { samplesQuery } from '@/lib/review/sample-query';
import { listSamples } from '@/lib/review/samples-repo.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: samplesQuery,
  run: async ({ params, query: { limit, after, ...filter } }) =>
    listSamples(db(), await openDataset(db(), params.datasetId), { filter, limit, after: after ?? null }),
});
