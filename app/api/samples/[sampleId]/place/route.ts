import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { findSamplePlace } from '@/lib/review/sample-place-repo.server';
import { facetsQuery } from '@/lib/review/sample-query';
import { openSample } from '@/lib/review/samples-repo.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  query: facetsQuery,
  run: async ({ params, query }) => {
    const { id, dataset } = await openSample(db(), params.sampleId);
    return findSamplePlace(db(), dataset, id, query);
  },
});
