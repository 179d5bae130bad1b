import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { startInstall } from '@/lib/embeddings/model-choices.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ modelKey: z.string().min(1).max(100) }),
  run: async ({ params }) => startInstall(db(), params.modelKey),
});
