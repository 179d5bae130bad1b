import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { createExport } from '@/lib/exchange/export';
import { startExport } from '@/lib/exchange/export.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: z.object({ versionId: z.uuid() }),
  body: createExport,
  run: ({ params, body, actor }) =>
    startExport(db(), { versionId: params.versionId, format: body.format, raw: body.raw ?? false, actor }),
});
