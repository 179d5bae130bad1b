import { z } from 'zod';
import { readExpectedErrors } from '@/lib/audits/expected-errors-repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  run: async ({ params }) => readExpectedErrors(db(), await openDataset(db(), params.datasetId)),
});
