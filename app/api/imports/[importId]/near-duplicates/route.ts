import { z } from 'zod';
import { readRoute } from '@/lib/http/route.server';
import { askWorker } from '@/lib/jobs/worker-channel.server';
import type { ImportDuplicatesQuestion } from '@/lib/neighbours/neighbours';
import type { ImportDuplicatesAnswer } from '@/lib/samples/import';

export const GET = readRoute({
  params: z.object({ importId: z.uuid() }),
  run: ({ params }) => {
    const question: ImportDuplicatesQuestion = params;
    return askWorker<ImportDuplicatesAnswer>('import-duplicates', question);
  },
});
