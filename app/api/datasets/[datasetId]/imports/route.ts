import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { listImports } from '@/lib/samples/import-summaries-repo.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => {
    const dataset = await openDataset(db(), params.datasetId);
    return { imports: await listImports(db(), dataset.id) };
  },
});
