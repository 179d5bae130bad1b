import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { readSampleDetail } from '@/lib/review/samples-repo.server';
import { restoreSample } from '@/lib/samples/repo.server';

export const POST = writeRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: async ({ params }) => {
    await db().$transaction((tx) => restoreSample(tx, params.sampleId));
    return readSampleDetail(db(), params.sampleId);
  },
});
