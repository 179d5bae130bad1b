import { z } from 'zod';
import { database, db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { openMap } from '@/lib/maps/repo.server';
import { readTitles } from '@/lib/maps/titles.server';

export const GET = readRoute({
  params: z.object({ mapId: z.uuid() }),
  run: async ({ params }) => readTitles(database(), await openMap(db(), params.mapId)),
});
