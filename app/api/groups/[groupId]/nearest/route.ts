import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readGroupMembers } from '@/lib/groups/members-repo.server';
import type { NearestGroups, NearestQuestion } from '@/lib/groups/nearest';
import { readRoute } from '@/lib/http/route.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';

export const GET = readRoute({
  params: z.object({ groupId: z.uuid() }),
  run: async ({ params }) => {
    const { datasetId } = await readGroupMembers(db(), params.groupId);
    const question: NearestQuestion = { datasetId, groupId: params.groupId };
    return askWorker<NearestGroups>('nearest-groups', question);
  },
});
