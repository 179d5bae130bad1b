import { inspectArchives } from '@/lib/samples/intake/inspect-archives.server';
import { inspectTables } from '@/lib/samples/intake/inspect-tables.server';
import type { IntakeRequest } from '@/lib/samples/intake/intake-message';
import type { Send } from '@/lib/samples/intake/read-table.server';
import { sortFiles } from '@/lib/samples/intake/sort-files.server';

/** Looks into all files and tells what they hold; writes nothing. */
export async function inspectFiles(request: IntakeRequest & { task: 'inspect' }, send: Send): Promise<void> {
  const sorted = await sortFiles(request.files);
  const hasImages = sorted.archives.length + sorted.images.length > 0;
  if (!hasImages && sorted.tables.length > 0) {
    const inspection = await inspectTables(sorted, request, send);
    await send({ type: 'inspection', inspection });
    return;
  }
  await send({ type: 'inspection', inspection: await inspectArchives(sorted) });
}
