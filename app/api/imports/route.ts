import { db } from '@/lib/db/client.server';
import { announceImport } from '@/lib/exchange/import.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { createImport } from '@/lib/samples/import';
import { listUnfinishedImports } from '@/lib/samples/import-summaries-repo.server';

// A dropped folder is announced whole: 100,000 names of usual length fit.
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/** What has not come to an end yet: the home page leads back to it after a tab was closed. */
export const GET = readRoute({ run: async () => ({ imports: await listUnfinishedImports(db()) }) });

export const POST = writeRoute({
  body: createImport,
  bodyLimitBytes: BODY_LIMIT_BYTES,
  run: ({ body, actor }) => announceImport(actor, body),
});
