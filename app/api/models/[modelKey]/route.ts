import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { removeOwnModel } from '@/lib/embeddings/own-model-keep.server';
import { writeRoute } from '@/lib/http/route.server';

export const DELETE = writeRoute({
  params: z.object({ modelKey: z.string().min(1).max(100) }),
  run: ({ params }) => removeOwnModel(db(), params.modelKey),
});
