import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { meaningQuery, searchByMeaning } from '@/lib/review/semantic.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: meaningQuery,
  run: ({ params, query: { phrase, like, picture, least, limit, after, ...filter } }) =>
    searchByMeaning(db(), params.datasetId, {
      search: { phrase, like, picture, least },
      filter,
      limit,
      after: after ?? 0,
    }),
});
