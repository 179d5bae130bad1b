import { Readable } from 'node:stream';
import { listVectorsLeftOut } from '@/lib/embeddings/own-vectors.server';
import { formatCells, guardCell } from '@/lib/exchange/formats/cells';

const PAGE_SIZE = 5_000;

/** Rows of vectors that were left out, as a CSV file; cells that a spreadsheet would run are guarded. Throws NotFound. */
export async function answerLeftOutCsv(deliveryId: string): Promise<Response> {
  const first = await listVectorsLeftOut(deliveryId, { limit: PAGE_SIZE });
  const body = Readable.toWeb(Readable.from(formatRows(deliveryId, first))) as unknown as BodyInit;
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="vectors-left-out.csv"',
      'Cache-Control': 'private, no-store',
    },
  });
}

async function* formatRows(
  deliveryId: string,
  first: Awaited<ReturnType<typeof listVectorsLeftOut>>,
): AsyncGenerator<Buffer> {
  yield Buffer.from(formatCells(['row', 'id', 'outcome', 'reason']));
  for (let page = first; ; ) {
    const lines = page.rows.map(({ position, id, outcome, reason }) =>
      formatCells([String(position), id, outcome, reason].map(guardCell)),
    );
    yield Buffer.from(lines.join(''));
    if (page.nextCursor === null) return;
    page = await listVectorsLeftOut(deliveryId, { after: page.nextCursor, limit: PAGE_SIZE });
  }
}
