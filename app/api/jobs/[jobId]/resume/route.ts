import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { resumeJob } from '@/lib/jobs/repo.server';

export const POST = writeRoute({
  params: z.object({ jobId: z.uuid() }),
  run: ({ params }) => db().$transaction((tx) => resumeJob(tx, params.jobId)),
});
