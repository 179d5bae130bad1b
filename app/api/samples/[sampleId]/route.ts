import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { readSampleDetail } from '@/lib/review/samples-repo.server';
import { deleteSample } from '@/lib/samples/repo.server';

const params = z.object({ sampleId: z.uuid() });

export const GET = readRoute({ params, run: ({ params }) => readSampleDetail(db(), params.sampleId) });

export const DELETE = writeRoute({
  params,
  run: async ({ params, actor }) => {
    await db().$transaction((tx) => deleteSample(tx, params.sampleId, actor.personId));
    return readSampleDetail(db(), params.sampleId);
  },
});
