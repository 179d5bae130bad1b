import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { vectorChoices } from '@/lib/embeddings/own-vectors';
import { changeVectors, describeDelivery } from '@/lib/embeddings/own-vectors.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ deliveryId: z.uuid() });

export const GET = readRoute({
  params,
  run: ({ params }) => describeDelivery(db(), params.deliveryId),
});

export const PATCH = writeRoute({
  params,
  body: vectorChoices,
  run: ({ params, body }) => changeVectors(params.deliveryId, body),
});
