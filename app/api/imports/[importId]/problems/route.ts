import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { getImport } from '@/lib/samples/imports-repo.server';
import { listImportProblems } from '@/lib/samples/rows-repo.server';
import { PAGE_SIZE_LIMIT } from '@/lib/samples/sample';

export const GET = readRoute({
  params: z.object({ importId: z.uuid() }),
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_SIZE_LIMIT).default(100),
  }),
  run: async ({ params, query }) => {
    const { id } = await getImport(db(), params.importId);
    return listImportProblems(db(), id, query);
  },
});
