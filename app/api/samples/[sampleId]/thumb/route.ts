import { z } from 'zod';
import { readRoute } from '@/lib/http/route.server';
import { answerPicture } from '@/lib/http/sample-files.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: ({ params, request }) => answerPicture(params.sampleId, 'thumb', request),
});
