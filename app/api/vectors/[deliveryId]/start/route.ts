import { z } from 'zod';
import { startVectors as choice } from '@/lib/embeddings/own-vectors';
import { startVectors } from '@/lib/embeddings/own-vectors.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ deliveryId: z.uuid() }),
  body: choice,
  run: ({ params, body }) => startVectors(params.deliveryId, body),
});
