import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { openVersion } from '@/lib/versions/repo.server';

export const GET = readRoute({
  params: z.object({ versionId: z.uuid() }),
  run: async ({ params }) => (await openVersion(db(), params.versionId)).summary,
});
