import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { openCluster } from '@/lib/groups/open-repo.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ clusterId: z.uuid() }),
  run: ({ params }) => openCluster(db(), params.clusterId),
});
