import type { ManifestRow } from '@/lib/versions/version';

/**
 * One line of a manifest, without its line end: JSON with the keys in this order, so that equal rows are equal bytes.
 */
export function formatManifestRow(row: ManifestRow): string {
  return JSON.stringify({
    sampleId: row.sampleId,
    payloadHash: row.payloadHash,
    name: row.name,
    mediaType: row.mediaType,
    text: row.text,
    origins: row.origins.map(({ fileName, position, name, externalId, metadata }) => ({
      fileName,
      position,
      name,
      externalId,
      metadata: sortKeys(metadata),
    })),
    labels: row.labels.map((label) => ({
      labelClassId: label.labelClassId,
      className: label.className,
      labelSource: label.labelSource,
      operationId: label.operationId,
      operationSeq: label.operationSeq,
      person: label.person,
      decidedAt: label.decidedAt,
    })),
  });
}

/** The row of a line that formatManifestRow wrote. */
export function parseManifestRow(line: string): ManifestRow {
  return JSON.parse(line) as ManifestRow;
}

function sortKeys(metadata: Record<string, string> | null): Record<string, string> | null {
  if (metadata === null) return null;
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
}
