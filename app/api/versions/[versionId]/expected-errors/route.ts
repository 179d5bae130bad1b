import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { readVersionErrors } from '@/lib/versions/version-errors.server';

export const GET = readRoute({
  params: z.object({ versionId: z.uuid() }),
  run: ({ params }) => readVersionErrors(db(), params.versionId),
});
