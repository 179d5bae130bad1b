import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { openExportFile } from '@/lib/exchange/export.server';
import { serveDownload } from '@/lib/http/download.server';
import { readRoute } from '@/lib/http/route.server';

export const GET = readRoute({
  params: z.object({ exportId: z.uuid() }),
  run: async ({ params }) => {
    const { summary, mediaType, sizeBytes, stream } = await openExportFile(db(), params.exportId);
    return serveDownload({ fileName: summary.fileName, mediaType, sizeBytes, stream });
  },
});
