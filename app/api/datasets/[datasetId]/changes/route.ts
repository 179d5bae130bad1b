import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { changesQuery, listGroupChanges } from '@/lib/labels/group-changes.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: changesQuery,
  run: async ({ params, query }) => listGroupChanges(db(), await openDataset(db(), params.datasetId), query),
});
