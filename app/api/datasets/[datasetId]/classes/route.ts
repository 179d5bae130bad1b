import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { listClasses } from '@/lib/datasets/classes-repo.server';
import { createLabelClass } from '@/lib/datasets/label-class';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { createClass } from '@/lib/labels/class-edits.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => ({ classes: await listClasses(db(), await openDataset(db(), params.datasetId)) }),
});

export const POST = writeRoute({
  params,
  body: createLabelClass,
  run: async ({ params, body: { idempotencyKey, ...values }, actor }) =>
    createClass(db(), { dataset: await openDataset(db(), params.datasetId), actor, idempotencyKey, values }),
});
