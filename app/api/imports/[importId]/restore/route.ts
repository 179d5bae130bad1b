import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';
import { summarizeImportById } from '@/lib/samples/import-summaries-repo.server';
import { restoreImport } from '@/lib/samples/repo.server';

export const POST = writeRoute({
  params: z.object({ importId: z.uuid() }),
  run: ({ params }) =>
    db().$transaction(async (tx) => {
      await restoreImport(tx, params.importId);
      return summarizeImportById(tx, params.importId);
    }),
});
