import { z } from 'zod';
import { takeModelFile } from '@/lib/embeddings/own-model-uploads.server';
import { writeRoute } from '@/lib/http/route.server';

export const PUT = writeRoute({
  params: z.object({ uploadId: z.uuid(), position: z.coerce.number().int().min(0).max(499) }),
  run: ({ params, request }) => takeModelFile(params, request),
});
