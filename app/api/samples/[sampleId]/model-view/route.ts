import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { describeModelView } from '@/lib/embeddings/model-view.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: ({ params }) => describeModelView(db(), params.sampleId),
});
