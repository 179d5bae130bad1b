import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readBrowserModel } from '@/lib/embeddings/browser-files.server';
import { answerKept } from '@/lib/http/browser-files.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ modelId: z.uuid(), part: z.enum(['model.json', 'weights.bin']) }),
  run: async ({ params, request }) => answerKept(await readBrowserModel(db(), params), request),
});
