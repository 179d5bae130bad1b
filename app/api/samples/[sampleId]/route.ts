import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { readSampleDetail } from '@/lib/review/samples-repo.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: ({ params }) => readSampleDetail(db(), params.sampleId),
});
