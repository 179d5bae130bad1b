import { type ExportSource, encodeLines, type FormatWriter } from '@/lib/exchange/formats/source';
import type { ManifestRow } from '@/lib/versions/version';

/**
 * One sample as a line of JSON Lines, UTF-8, LF: nothing is guarded or left out, every origin is there. Without a label
 * the fields of the label are null. Keys stand in this order.
 */
export function formatJsonRow(row: ManifestRow): string {
  const label = row.labels[0];
  return `${JSON.stringify({
    id: row.sampleId,
    class: label?.className ?? null,
    classId: label?.labelClassId ?? null,
    labelSource: label?.labelSource ?? null,
    operationId: label?.operationId ?? null,
    operationSeq: label?.operationSeq ?? null,
    person: label?.person ?? null,
    decidedAt: label?.decidedAt ?? null,
    name: row.name,
    mediaType: row.mediaType,
    sha256: row.payloadHash,
    text: row.text,
    origins: row.origins.map(({ fileName, position, name, externalId, metadata }) => ({
      fileName,
      position,
      name,
      externalId,
      metadata,
    })),
  })}\n`;
}

export const writeJsonl: FormatWriter = (source) => encodeLines(formatLines(source));

async function* formatLines({ readRows, onRow }: ExportSource): AsyncGenerator<string> {
  for await (const row of readRows()) {
    yield formatJsonRow(row);
    onRow();
  }
}
