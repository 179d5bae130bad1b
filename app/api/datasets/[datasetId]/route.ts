import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { renameDataset as renameSchema } from '@/lib/datasets/dataset';
import { deleteDataset, getDataset, renameDataset } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => getDataset(db(), await openDataset(db(), params.datasetId)),
});

export const PATCH = writeRoute({
  params,
  body: renameSchema,
  run: async ({ params, body }) => renameDataset(db(), await openDataset(db(), params.datasetId), body.name),
});

export const DELETE = writeRoute({
  params,
  run: async ({ params }) => deleteDataset(db(), await openDataset(db(), params.datasetId)),
});
