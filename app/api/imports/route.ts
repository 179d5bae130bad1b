import { announceImport } from '@/lib/exchange/import.server';
import { writeRoute } from '@/lib/http/route.server';
import { createImport } from '@/lib/samples/import';

// A dropped folder is announced whole: 100,000 names of usual length fit.
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

export const POST = writeRoute({
  body: createImport,
  bodyLimitBytes: BODY_LIMIT_BYTES,
  run: ({ body, actor }) => announceImport(actor, body),
});
