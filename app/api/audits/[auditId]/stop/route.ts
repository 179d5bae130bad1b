import { z } from 'zod';
import { stopAudit } from '@/lib/audits/audits.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ auditId: z.uuid() }),
  run: ({ params }) => stopAudit(db(), params.auditId),
});
