import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { viewOperation } from '@/lib/labels/open-operation.server';
import { pageLimit } from '@/lib/review/sample-query';

export const GET = readRoute({
  params: z.object({ operationId: z.uuid() }),
  query: z.strictObject({ limit: pageLimit, after: z.uuid().optional() }),
  run: async ({ params, query }) =>
    viewOperation(db(), { operationId: params.operationId, limit: query.limit, after: query.after ?? null }),
});
