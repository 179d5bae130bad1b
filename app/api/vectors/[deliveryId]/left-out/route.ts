import { z } from 'zod';
import { listVectorsLeftOut } from '@/lib/embeddings/own-vectors.server';
import { readRoute } from '@/lib/http/route.server';
import { PAGE_SIZE_LIMIT } from '@/lib/samples/sample';

export const GET = readRoute({
  params: z.object({ deliveryId: z.uuid() }),
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,9}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_SIZE_LIMIT).default(100),
  }),
  run: ({ params, query }) => listVectorsLeftOut(params.deliveryId, query),
});
