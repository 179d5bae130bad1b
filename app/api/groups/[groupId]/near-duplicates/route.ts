import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { foldGroup, foldQuery } from '@/lib/groups/fold.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ groupId: z.uuid() }),
  query: foldQuery,
  run: ({ params, query }) => foldGroup(db(), params.groupId, query.threshold),
});
