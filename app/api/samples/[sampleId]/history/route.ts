import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { listSampleOperations } from '@/lib/operations/log-repo.server';
import { openSample } from '@/lib/review/samples-repo.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: async ({ params }) => {
    const { id } = await openSample(db(), params.sampleId);
    return { operations: await listSampleOperations(db(), id) };
  },
});
