import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { undoRequest } from '@/lib/labels/decision';
import { redo } from '@/lib/labels/undo.server';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: undoRequest,
  run: async ({ params, body, actor }) =>
    redo(db(), { dataset: await openDataset(db(), params.datasetId), actor, ...body }),
});
