import { z } from 'zod';
import { beginInspection } from '@/lib/exchange/import-inspection.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ importId: z.uuid() }),
  run: ({ params }) => beginInspection(params.importId),
});
