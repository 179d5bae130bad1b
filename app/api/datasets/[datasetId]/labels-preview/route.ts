import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { previewLabels } from '@/lib/review/label-preview.server';
import { facetsQuery } from '@/lib/review/sample-query';
import { meaningSearch } from '@/lib/review/semantic';

export const GET = readRoute({
  params: z.object({ datasetId: z.uuid() }),
  query: facetsQuery.extend(meaningSearch.shape),
  run: ({ params, query: { phrase, like, picture, least, ...filter } }) =>
    previewLabels(db(), params.datasetId, { search: { phrase, like, picture, least }, filter }),
});
