import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { editDataset } from '@/lib/datasets/dataset';
import { deleteDataset, getDataset, renameDataset, setMultiLabel } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => getDataset(db(), await openDataset(db(), params.datasetId)),
});

export const PATCH = writeRoute({
  params,
  body: editDataset,
  run: ({ params, body }) =>
    db().$transaction(async (tx) => {
      const dataset = await openDataset(tx, params.datasetId);
      if (body.isMultiLabel !== undefined) await setMultiLabel(tx, dataset, body.isMultiLabel);
      return body.name === undefined ? getDataset(tx, dataset) : renameDataset(tx, dataset, body.name);
    }),
});

export const DELETE = writeRoute({
  params,
  run: async ({ params }) => deleteDataset(db(), await openDataset(db(), params.datasetId)),
});
