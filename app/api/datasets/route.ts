import { z } from 'zod';
import { createDataset as createSchema } from '@/lib/datasets/dataset';
import { createDataset } from '@/lib/datasets/repo.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { listDatasetCards } from '@/lib/review/dataset-cards.server';

export const GET = readRoute({
  query: z.strictObject({ deleted: z.enum(['0', '1']).optional() }),
  run: async ({ query }) => ({ datasets: await listDatasetCards(db(), { deleted: query.deleted === '1' }) }),
});

export const POST = writeRoute({
  body: createSchema,
  run: ({ body }) => createDataset(db(), body),
});
