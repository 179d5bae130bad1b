import { formatCells, guardCell } from '@/lib/exchange/formats/cells';
import { type ExportSource, encodeLines, type FormatWriter } from '@/lib/exchange/formats/source';
import type { ManifestRow } from '@/lib/versions/version';

/*
 * CSV: UTF-8 without a byte order mark, commas, LF, one line for each sample, labeled or not, in the order of ids.
 * The first origin of a sample stands in the columns; origin_count says when there are more (JSON Lines has them all).
 * Every metadata key of the version is a column of its own, `metadata.<key>`, in the order of code points.
 */

const COLUMNS = [
  'id',
  'class',
  'label_source',
  'operation_id',
  'operation_seq',
  'person',
  'decided_at',
  'file_name',
  'position',
  'name',
  'external_id',
  'origin_count',
  'sha256',
] as const;

export type CsvShape = {
  metadataKeys: readonly string[];
  /** Images have no text: the column is left out. */
  hasText: boolean;
  raw: boolean;
};

/** The header line; `before` are columns that a format puts in front. */
export function formatHeader(shape: CsvShape, before: readonly string[] = []): string {
  const text = shape.hasText ? ['text'] : [];
  const metadata = shape.metadataKeys.map((key) => `metadata.${key}`);
  return formatLine(shape, [...before, ...COLUMNS, ...text, ...metadata]);
}

/** The line of one sample. */
export function formatCsvRow(shape: CsvShape, row: ManifestRow, before: readonly string[] = []): string {
  const label = row.labels[0];
  const origin = row.origins[0];
  const cells = [
    row.sampleId,
    label?.className ?? '',
    label?.labelSource ?? '',
    label?.operationId ?? '',
    label === undefined ? '' : String(label.operationSeq),
    label?.person ?? '',
    label?.decidedAt ?? '',
    origin?.fileName ?? '',
    origin === undefined ? '' : String(origin.position),
    origin?.name ?? row.name,
    origin?.externalId ?? '',
    String(row.origins.length),
    row.payloadHash,
  ];
  const text = shape.hasText ? [row.text ?? ''] : [];
  const metadata = shape.metadataKeys.map((key) => origin?.metadata?.[key] ?? '');
  return formatLine(shape, [...before, ...cells, ...text, ...metadata]);
}

function formatLine({ raw }: CsvShape, cells: readonly string[]): string {
  return formatCells(raw ? cells : cells.map(guardCell));
}

/** Reads a version once to learn its metadata keys. */
export async function shapeCsv({ modality, raw, readRows }: ExportSource): Promise<CsvShape> {
  const keys = new Set<string>();
  for await (const row of readRows()) {
    for (const key of Object.keys(row.origins[0]?.metadata ?? {})) keys.add(key);
  }
  const metadataKeys = [...keys].sort((a, b) => (a < b ? -1 : 1));
  return { metadataKeys, hasText: modality === 'text', raw };
}

export const writeCsv: FormatWriter = (source) => encodeLines(formatLines(source));

async function* formatLines(source: ExportSource): AsyncGenerator<string> {
  const shape = await shapeCsv(source);
  yield formatHeader(shape);
  for await (const row of source.readRows()) {
    yield formatCsvRow(shape, row);
    source.onRow();
  }
}
