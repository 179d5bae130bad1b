import { z } from 'zod';
import { setTargetError as targetError } from '@/lib/audits/audit';
import { readExpectedErrors } from '@/lib/audits/expected-errors-repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { setTargetError } from '@/lib/datasets/target-error-repo.server';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';

export const PUT = writeRoute({
  params: z.object({ datasetId: z.uuid() }),
  body: targetError,
  run: async ({ params, body }) => {
    const dataset = await openDataset(db(), params.datasetId);
    await setTargetError(db(), dataset, body.targetError);
    return await readExpectedErrors(db(), dataset);
  },
});
