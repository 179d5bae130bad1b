import { z } from 'zod';
import { readRoute } from '@/lib/http/route.server';
import { answerOriginal } from '@/lib/http/sample-files.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: ({ params }) => answerOriginal(params.sampleId),
});
