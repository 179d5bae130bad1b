import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { createClass, listClasses } from '@/lib/datasets/classes-repo.server';
import { createLabelClass } from '@/lib/datasets/label-class';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => ({ classes: await listClasses(db(), await openDataset(db(), params.datasetId)) }),
});

export const POST = writeRoute({
  params,
  body: createLabelClass,
  run: ({ params, body }) =>
    db().$transaction(async (tx) => createClass(tx, await openDataset(tx, params.datasetId), body)),
});
