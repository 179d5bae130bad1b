import { z } from 'zod';
import { database, db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { readLegend } from '@/lib/maps/colours.server';
import { colouringQuery } from '@/lib/maps/map';
import { openMap } from '@/lib/maps/repo.server';

export const GET = readRoute({
  params: z.object({ mapId: z.uuid() }),
  query: colouringQuery,
  run: async ({ params, query }) => readLegend(database(), { ...(await openMap(db(), params.mapId)), ...query }),
});
