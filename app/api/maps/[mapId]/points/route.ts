import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { answerMapPoints } from '@/lib/http/map-files.server';
import { readRoute } from '@/lib/http/route.server';
import { openMap } from '@/lib/maps/repo.server';

export const GET = readRoute({
  params: z.object({ mapId: z.uuid() }),
  run: async ({ params, request }) => answerMapPoints((await openMap(db(), params.mapId)).map, request),
});
