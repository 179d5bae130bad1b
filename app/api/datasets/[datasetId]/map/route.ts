import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { readMapStatus, startMap } from '@/lib/maps/start-map.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => readMapStatus(db(), await openDataset(db(), params.datasetId)),
});

export const POST = writeRoute({
  params,
  run: async ({ params }) => startMap(db(), await openDataset(db(), params.datasetId)),
});
