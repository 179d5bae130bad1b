import { z } from 'zod';
import { database, db } from '@/lib/db/client.server';
import { answerMapColours } from '@/lib/http/map-files.server';
import { readRoute } from '@/lib/http/route.server';
import { readColours } from '@/lib/maps/colours.server';
import { colouringQuery } from '@/lib/maps/map';
import { openMap } from '@/lib/maps/repo.server';

export const GET = readRoute({
  params: z.object({ mapId: z.uuid() }),
  query: colouringQuery,
  run: async ({ params, query }) =>
    answerMapColours(await readColours(database(), { ...(await openMap(db(), params.mapId)), ...query })),
});
