import { z } from 'zod';
import { cancelVectors } from '@/lib/embeddings/own-vectors.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ deliveryId: z.uuid() }),
  run: ({ params }) => cancelVectors(params.deliveryId),
});
