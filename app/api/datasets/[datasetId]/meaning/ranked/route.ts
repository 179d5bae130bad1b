import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { rankByMeaning, rankedQuery } from '@/lib/review/semantic.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: rankedQuery,
  run: ({ params, query: { phrase, like, picture, least, limit, ...filter } }) =>
    rankByMeaning(db(), params.datasetId, { search: { phrase, like, picture, least }, filter, limit }),
});
