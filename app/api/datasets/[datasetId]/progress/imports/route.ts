import { z } from 'zod';
import { openDataset } from '@/lib/datasets/access.server';
import { countByImport } from '@/lib/datasets/cards-repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => ({ imports: await countByImport(db(), await openDataset(db(), params.datasetId)) }),
});
