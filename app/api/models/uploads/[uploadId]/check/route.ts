import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { startCheck } from '@/lib/embeddings/own-model-uploads.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ uploadId: z.uuid() }),
  run: ({ params }) => startCheck(db(), params.uploadId),
});
