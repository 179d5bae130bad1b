import { type ExportSource, encodeLines, type FormatWriter } from '@/lib/exchange/formats/source';
import type { ManifestRow } from '@/lib/versions/version';

/**
 * One sample as a line of JSON Lines, UTF-8, LF: nothing is guarded or left out, every origin is there. Without a label
 * the fields of the label are null; where samples may carry several classes, `labels` is a list of them instead. Keys stand
 * in this order.
 */
export function formatJsonRow(row: ManifestRow, isMultiLabel = false): string {
  return `${JSON.stringify({
    id: row.sampleId,
    ...(isMultiLabel ? { labels: row.labels.map(describeLabel) } : describeLabel(row.labels[0])),
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

function describeLabel(label: ManifestRow['labels'][number] | undefined) {
  return {
    class: label?.className ?? null,
    classId: label?.labelClassId ?? null,
    labelSource: label?.labelSource ?? null,
    operationId: label?.operationId ?? null,
    operationSeq: label?.operationSeq ?? null,
    person: label?.person ?? null,
    decidedAt: label?.decidedAt ?? null,
  };
}

export const writeJsonl: FormatWriter = (source) => encodeLines(formatLines(source));

async function* formatLines({ readRows, onRow, isMultiLabel }: ExportSource): AsyncGenerator<string> {
  for await (const row of readRows()) {
    yield formatJsonRow(row, isMultiLabel);
    onRow();
  }
}
