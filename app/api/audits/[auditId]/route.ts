import { z } from 'zod';
import { getAudit } from '@/lib/audits/audits.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ auditId: z.uuid() }),
  run: ({ params }) => getAudit(db(), params.auditId),
});
