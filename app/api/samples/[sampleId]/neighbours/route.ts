import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { findNeighbours } from '@/lib/review/neighbours.server';

export const GET = readRoute({
  params: z.object({ sampleId: z.uuid() }),
  run: ({ params }) => findNeighbours(db(), params.sampleId),
});
