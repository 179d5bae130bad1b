import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { countFacets } from '@/lib/review/facets-repo.server';
import { facetsQuery } from '@/lib/review/sample-query';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: facetsQuery,
  run: async ({ params, query }) => countFacets(db(), await openDataset(db(), params.datasetId), query),
});
