import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { createVersion } from '@/lib/versions/version';
import { listVersionsWithRest, startVersion } from '@/lib/versions/versions.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => listVersionsWithRest(db(), await openDataset(db(), params.datasetId)),
});

export const POST = writeRoute({
  params,
  body: createVersion,
  run: async ({ params, body, actor }) =>
    startVersion(db(), { dataset: await openDataset(db(), params.datasetId), actor, note: body.note ?? '' }),
});
