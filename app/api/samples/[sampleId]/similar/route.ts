import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { findSimilar, similarQuery } from '@/lib/review/similar.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  query: similarQuery,
  run: ({ params, query }) => findSimilar(db(), params.sampleId, query.limit),
});
