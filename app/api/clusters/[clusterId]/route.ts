import { z } from 'zod';
import { openCluster } from '@/lib/clusters/group-repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ clusterId: z.uuid() }),
  run: ({ params }) => openCluster(db(), params.clusterId),
});
