import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { decide } from '@/lib/labels/decide.server';
import { decision } from '@/lib/labels/decision';
import { listOperations } from '@/lib/operations/log-repo.server';
import { logFilter } from '@/lib/operations/operation-log';
import { pageLimit } from '@/lib/review/sample-query';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  query: logFilter.extend({ limit: pageLimit, after: z.coerce.number().int().min(1).optional() }),
  run: async ({ params, query }) => {
    const dataset = await openDataset(db(), params.datasetId);
    const { limit, after, ...filter } = query;
    return await listOperations(db(), { datasetId: dataset.id, limit, after: after ?? null, filter });
  },
});

export const POST = writeRoute({
  params,
  body: decision,
  run: async ({ params, body, actor }) =>
    decide(db(), { dataset: await openDataset(db(), params.datasetId), actor, decision: body }),
});
