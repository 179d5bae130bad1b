import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { regroup } from '@/lib/groups/regroup.server';
import { regrouping } from '@/lib/groups/regrouping';
import { writeRoute } from '@/lib/http/route.server';

/** Room for parts of 50,000 samples together, with their distances. */
const bodyLimitBytes = 4 * 1024 * 1024;

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: regrouping,
  bodyLimitBytes,
  run: async ({ params, body, actor }) =>
    regroup(db(), { dataset: await openDataset(db(), params.datasetId), actor, regrouping: body }),
});
