import { z } from 'zod';
import { readBrowserFile } from '@/lib/embeddings/browser-files.server';
import { answerKept } from '@/lib/http/browser-files.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ version: z.string(), name: z.string() }),
  run: async ({ params, request }) => answerKept(await readBrowserFile(params), request),
});
