import { z } from 'zod';
import { type ClusterSplit, clusterSplit } from '@/lib/clusters/cluster';
import { readRoute } from '@/lib/http/route.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';

export const GET = readRoute({
  params: z.object({ groupId: z.uuid() }),
  query: clusterSplit,
  run: ({ params, query }) => askWorker<ClusterSplit>('split-group', { ...params, ...query }),
});
