import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { renderModelView } from '@/lib/embeddings/model-view.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: async ({ params }) =>
    new Response(new Uint8Array(await renderModelView(db(), params.sampleId)), {
      headers: {
        'Content-Type': 'image/png',
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, max-age=3600',
        'Content-Security-Policy': "default-src 'none'; sandbox",
      },
    }),
});
