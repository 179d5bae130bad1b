import { z } from 'zod';
import { startAudit } from '@/lib/audits/audit';
import { beginAudit } from '@/lib/audits/audits.server';
import { listCurrent } from '@/lib/audits/repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  query: z.strictObject({ groupId: z.uuid() }),
  run: async ({ params, query }) => {
    const dataset = await openDataset(db(), params.datasetId);
    return { audits: await listCurrent(db(), { datasetId: dataset.id, groupId: query.groupId }) };
  },
});

export const POST = writeRoute({
  params,
  body: startAudit,
  run: async ({ params, body, actor }) =>
    beginAudit(db(), { dataset: await openDataset(db(), params.datasetId), actor, audit: body }),
});
