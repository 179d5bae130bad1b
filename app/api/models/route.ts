import { z } from 'zod';
import { modality } from '@/lib/datasets/dataset';
import { db } from '@/lib/db/client.server';
import { listChoices } from '@/lib/embeddings/model-choices.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  query: z.strictObject({ modality }),
  run: async ({ query }) => ({ models: await listChoices(db(), query) }),
});
