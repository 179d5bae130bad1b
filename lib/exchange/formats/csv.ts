import { formatCells, guardCell } from '@/lib/exchange/formats/cells';
import { joinNames } from '@/lib/exchange/formats/class-lists';
import { listColumns } from '@/lib/exchange/formats/columns';
import { type ExportSource, encodeLines, type FormatWriter } from '@/lib/exchange/formats/source';
import type { ManifestRow } from '@/lib/versions/version';

/*
 * CSV: UTF-8 without a byte order mark, commas, LF, one line for each sample, labeled or not, in the order of ids.
 * The first origin of a sample stands in the columns; origin_count says when there are more (JSON Lines has them all).
 * Every metadata key of the version is a column of its own, `metadata.<key>`, in the order of code points.
 */

export type CsvShape = {
  metadataKeys: readonly string[];
  /** Images have no text: the column is left out. */
  hasText: boolean;
  raw: boolean;
  isMultiLabel: boolean;
};

/** The header line; `before` are columns that a format puts in front. */
export function formatHeader(shape: CsvShape, before: readonly string[] = []): string {
  const text = shape.hasText ? ['text'] : [];
  const metadata = shape.metadataKeys.map((key) => `metadata.${key}`);
  return formatLine(shape, [...before, ...listColumns(shape.isMultiLabel), ...text, ...metadata]);
}

/** The line of one sample. */
export function formatCsvRow(shape: CsvShape, row: ManifestRow, before: readonly string[] = []): string {
  const origin = row.origins[0];
  const cells = [
    row.sampleId,
    ...formatLabels(shape.isMultiLabel ? row.labels : row.labels.slice(0, 1), shape.isMultiLabel),
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

function formatLabels(labels: ManifestRow['labels'], isList: boolean): string[] {
  const write = isList ? joinNames : (values: readonly string[]) => values[0] ?? '';
  return [
    write(labels.map((label) => label.className)),
    write(labels.map((label) => label.labelSource)),
    write(labels.map((label) => label.operationId)),
    write(labels.map((label) => String(label.operationSeq))),
    write(labels.map((label) => label.person)),
    write(labels.map((label) => label.decidedAt)),
  ];
}

function formatLine({ raw }: CsvShape, cells: readonly string[]): string {
  return formatCells(raw ? cells : cells.map(guardCell));
}

/** Reads a version once to learn its metadata keys. */
export async function shapeCsv({ modality, raw, isMultiLabel, readRows }: ExportSource): Promise<CsvShape> {
  const keys = new Set<string>();
  for await (const row of readRows()) {
    for (const key of Object.keys(row.origins[0]?.metadata ?? {})) keys.add(key);
  }
  const metadataKeys = [...keys].sort((a, b) => (a < b ? -1 : 1));
  return { metadataKeys, hasText: modality === 'text', raw, isMultiLabel };
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
