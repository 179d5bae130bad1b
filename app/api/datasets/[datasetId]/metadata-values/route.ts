import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { listValues } from '@/lib/review/metadata-facets-repo.server';
import { metadataValuesQuery } from '@/lib/review/sample-query';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: metadataValuesQuery,
  run: async ({ params, query }) => ({
    values: await listValues(db(), await openDataset(db(), params.datasetId), query),
  }),
});
