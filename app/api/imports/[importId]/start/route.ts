import { z } from 'zod';
import { startImport } from '@/lib/exchange/import.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ importId: z.uuid() }),
  run: ({ params }) => startImport(params.importId),
});
