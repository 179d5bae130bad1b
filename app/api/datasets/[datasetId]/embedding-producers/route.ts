import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { findWorkerPath } from '@/lib/embeddings/browser-files.server';
import { joinProducer } from '@/lib/embeddings/producer';
import { admitProducer, describeOffer } from '@/lib/embeddings/producers.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => describeOffer(db(), await openDataset(db(), params.datasetId), await findWorkerPath()),
});

export const POST = writeRoute({
  params,
  body: joinProducer,
  run: async ({ params, body: offer, actor }) =>
    admitProducer(db(), { dataset: await openDataset(db(), params.datasetId), actor, offer }),
});
