import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { getJob } from '@/lib/jobs/repo.server';

export const GET = readRoute({
  params: z.object({ jobId: z.uuid() }),
  run: ({ params }) => getJob(db(), params.jobId),
});
