import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { deleteSamples } from '@/lib/samples/repo.server';
import { sampleIdList } from '@/lib/samples/sample';

export const POST = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: sampleIdList,
  run: async ({ params, body, actor }) => {
    const dataset = await openDataset(db(), params.datasetId);
    await db().$transaction((tx) => deleteSamples(tx, dataset, { ...body, personId: actor.personId }));
    return { sampleCount: body.sampleIds.length };
  },
});
