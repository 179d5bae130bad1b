import { z } from 'zod';
import { takeVectorFile } from '@/lib/embeddings/own-vectors.server';
import { writeRoute } from '@/lib/http/route.server';

export const PUT = writeRoute({
  params: z.object({ deliveryId: z.uuid(), position: z.coerce.number().int().min(0).max(1) }),
  run: ({ params, request }) => takeVectorFile(params, request),
});
