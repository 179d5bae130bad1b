import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { openExport } from '@/lib/exchange/export-repo.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ exportId: z.uuid() }),
  run: async ({ params }) => (await openExport(db(), params.exportId)).summary,
});
