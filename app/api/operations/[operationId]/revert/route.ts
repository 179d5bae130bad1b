import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { openOperation } from '@/lib/labels/open-operation.server';
import { revertOperation } from '@/lib/labels/revert.server';
import { revertRequest } from '@/lib/labels/revert-preview';
import { previewRevert } from '@/lib/labels/revert-preview.server';

const params = z.object({ operationId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => previewRevert(db(), { ...params, dataset: await openOperation(db(), params.operationId) }),
});

export const POST = writeRoute({
  params,
  body: revertRequest,
  run: async ({ params, body, actor }) =>
    revertOperation(db(), { ...params, ...body, actor, dataset: await openOperation(db(), params.operationId) }),
});
