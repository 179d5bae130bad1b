import { z } from 'zod';
import { auditAnswer } from '@/lib/audits/audit';
import { answerAudit } from '@/lib/audits/audits.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';

export const PUT = writeRoute({
  params: z.object({ auditId: z.uuid(), position: z.coerce.number().int().min(0) }),
  body: auditAnswer,
  run: ({ params, body }) => answerAudit(db(), { ...params, answer: body }),
});
