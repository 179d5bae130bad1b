import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { changeImport, getImportDetail } from '@/lib/exchange/import-inspection.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { importSettings } from '@/lib/samples/import';
import { summarizeImportById } from '@/lib/samples/import-summaries-repo.server';
import { deleteImport } from '@/lib/samples/repo.server';

const params = z.object({ importId: z.uuid() });

export const GET = readRoute({ params, run: ({ params }) => getImportDetail(params.importId) });

export const PATCH = writeRoute({
  params,
  body: importSettings,
  run: ({ params, body }) => changeImport(params.importId, body),
});

export const DELETE = writeRoute({
  params,
  run: ({ params, actor }) =>
    db().$transaction(async (tx) => {
      await deleteImport(tx, params.importId, actor.personId);
      return summarizeImportById(tx, params.importId);
    }),
});
