import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { announceVectors as announcement } from '@/lib/embeddings/own-vectors';
import { announceVectors } from '@/lib/embeddings/own-vectors.server';
import { listDeliveries } from '@/lib/embeddings/vector-deliveries-repo.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => ({ deliveries: await listDeliveries(db(), await openDataset(db(), params.datasetId)) }),
});

export const POST = writeRoute({
  params,
  body: announcement,
  run: ({ params, body, actor }) => announceVectors(actor, params.datasetId, body),
});
