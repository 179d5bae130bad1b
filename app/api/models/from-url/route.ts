import { db } from '@/lib/db/client.server';
import { fetchOwnModel, startFetch } from '@/lib/embeddings/own-model-uploads.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  body: fetchOwnModel,
  run: ({ body }) => startFetch(db(), body),
});
