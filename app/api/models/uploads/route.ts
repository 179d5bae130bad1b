import { announceOwnModel, announceUpload } from '@/lib/embeddings/own-model-uploads.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  body: announceOwnModel,
  run: ({ body }) => announceUpload(body),
});
