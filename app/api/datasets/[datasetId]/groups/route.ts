import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { createGroup } from '@/lib/groups/group';
import { writeRoute } from '@/lib/http/route.server';
import { openAsGroup } from '@/lib/review/open-as-group.server';

/** Room for 50,000 ids with their distances. */
const bodyLimitBytes = 4 * 1024 * 1024;

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: createGroup,
  bodyLimitBytes,
  run: async ({ params, body, actor }) =>
    openAsGroup(db(), { dataset: await openDataset(db(), params.datasetId), actor, request: body }),
});
