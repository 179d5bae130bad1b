import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { chosenKey, listChoices } from '@/lib/embeddings/model-choices.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { chooseModel } from '@/lib/review/choose-model.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params: { datasetId } }) => {
    const dataset = await openDataset(db(), datasetId);
    const models = await listChoices(db(), { modality: dataset.modality, datasetId });
    return { model: await chosenKey(db(), dataset), models };
  },
});

export const PUT = writeRoute({
  params,
  body: z.strictObject({ model: z.string().min(1).max(100) }),
  run: ({ params, body }) => chooseModel(db(), params.datasetId, body.model),
});
