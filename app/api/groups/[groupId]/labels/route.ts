import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { countGroupLabels } from '@/lib/groups/label-counts-repo.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ groupId: z.uuid() }),
  run: ({ params }) => countGroupLabels(db(), params.groupId),
});
