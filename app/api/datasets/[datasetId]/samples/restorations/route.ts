import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { restoreSamples } from '@/lib/samples/repo.server';
import { sampleRestoration } from '@/lib/samples/sample';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: sampleRestoration,
  run: async ({ params, body }) => {
    const dataset = await openDataset(db(), params.datasetId);
    return { sampleCount: await db().$transaction((tx) => restoreSamples(tx, dataset, body)) };
  },
});
