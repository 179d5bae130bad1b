import { z } from 'zod';
import { takeFile } from '@/lib/exchange/import.server';
import { writeRoute } from '@/lib/http/route.server';

export const PUT = writeRoute({
  params: z.object({ importId: z.uuid(), position: z.coerce.number().int().min(0).max(100_000) }),
  run: ({ params, request }) => takeFile(params, request),
});
