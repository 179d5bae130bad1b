import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { findNearDuplicateGroups, nearDuplicatesQuery } from '@/lib/review/near-duplicates.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: nearDuplicatesQuery,
  run: ({ params, query }) => findNearDuplicateGroups(db(), params.datasetId, query.threshold),
});
