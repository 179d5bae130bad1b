import { z } from 'zod';
import { answerProblemsCsv } from '@/lib/exchange/import-problems.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ importId: z.uuid() }),
  run: ({ params }) => answerProblemsCsv(params.importId),
});
