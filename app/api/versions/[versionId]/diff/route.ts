import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { diffVersion } from '@/lib/versions/versions.server';

export const GET = readRoute({
  params: z.object({ versionId: z.uuid() }),
  query: z.strictObject({ with: z.union([z.literal('previous'), z.literal('now'), z.uuid()]).default('previous') }),
  run: ({ params, query }) => diffVersion(db(), params.versionId, query.with),
});
