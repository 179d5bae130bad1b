import { Readable } from 'node:stream';
import { db } from '@/lib/db/client.server';
import { formatCells, guardCell } from '@/lib/exchange/formats/cells';
import type { ImportProblemItem } from '@/lib/samples/import';
import { getImport } from '@/lib/samples/imports-repo.server';
import { listImportProblems } from '@/lib/samples/rows-repo.server';

const PAGE_SIZE = 5_000;
const HEAD = formatCells(['file', 'row_or_entry', 'name', 'reason', 'size_bytes']);

const toBytes = (line: string) => Buffer.from(line);

/** What an import left out, as a CSV file; cells that a spreadsheet would run are guarded. Throws NotFound. */
export async function answerProblemsCsv(importId: string): Promise<Response> {
  const { status, inspection } = await getImport(db(), importId);
  // Until an import runs, nothing is written: what inspection found is all that is known.
  const known = status === 'ready' ? (inspection?.problems ?? []) : null;
  const lines = known === null ? formatProblems(importId) : [HEAD, ...known.map(formatProblem)].map(toBytes);
  const body = Readable.toWeb(Readable.from(lines)) as unknown as BodyInit;
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="left-out.csv"',
      'Cache-Control': 'private, no-store',
    },
  });
}

async function* formatProblems(importId: string): AsyncGenerator<Buffer> {
  yield toBytes(HEAD);
  for (let after: string | undefined; ; ) {
    const page = await listImportProblems(db(), importId, { after, limit: PAGE_SIZE });
    yield Buffer.from(page.problems.map(formatProblem).join(''));
    if (page.nextCursor === null) return;
    after = page.nextCursor;
  }
}

function formatProblem({ fileName, position, name, reason, sizeBytes }: ImportProblemItem): string {
  const place = position === 0 ? '' : String(position);
  return formatCells([fileName, place, name, reason, sizeBytes === null ? '' : String(sizeBytes)].map(guardCell));
}
