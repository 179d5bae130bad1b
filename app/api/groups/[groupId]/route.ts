import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { openGroup } from '@/lib/groups/open-repo.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ groupId: z.uuid() }),
  run: ({ params }) => openGroup(db(), params.groupId),
});
