import { z } from 'zod';
import { answerLeftOutCsv } from '@/lib/exchange/vectors-left-out.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ deliveryId: z.uuid() }),
  run: ({ params }) => answerLeftOutCsv(params.deliveryId),
});
