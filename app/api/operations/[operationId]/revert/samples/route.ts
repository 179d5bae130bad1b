import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { openOperation } from '@/lib/labels/open-operation.server';
import { turnedQuery } from '@/lib/labels/revert-preview';
import { listTurnedSamples } from '@/lib/labels/revert-preview.server';
import { pageLimit } from '@/lib/review/sample-query';

export const GET = readRoute({
  params: z.object({ operationId: z.uuid() }),
  query: z.strictObject({ ...turnedQuery, limit: pageLimit, after: z.uuid().optional() }),
  run: async ({ params, query }) =>
    listTurnedSamples(db(), {
      ...params,
      ...query,
      after: query.after ?? null,
      dataset: await openOperation(db(), params.operationId),
    }),
});
