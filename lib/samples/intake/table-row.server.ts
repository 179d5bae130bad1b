import { createHash } from 'node:crypto';
import { config } from '@/lib/config.server';
import type { ColumnRole } from '@/lib/samples/import';
import type { IntakeResult } from '@/lib/samples/intake/intake-message';
import type { TableRecord } from '@/lib/samples/intake/table-records.server';
import { previewOf, readLabel, textProblem, unstorableReason } from '@/lib/samples/intake/text-problem';

/** Columns of a table with what each is for. */
export type TableColumns = { names: readonly string[]; roles: readonly ColumnRole[] };

/** Turns a row of a table into a sample on its way in, or into the reason why it is left out. Nothing is altered. */
export function toIntakeResult(filePosition: number, record: TableRecord, columns: TableColumns): IntakeResult {
  const { cells, position } = record;
  const text = cells[columns.roles.indexOf('text')] ?? '';
  const sizeBytes = Buffer.byteLength(text);
  const label = readLabel(cells[columns.roles.indexOf('label')] ?? '');
  const externalId = cells[columns.roles.indexOf('id')] ?? '';
  const metadata = readMetadata(cells, columns);
  const reason =
    record.problem ??
    textProblem(text, sizeBytes, config().MAX_TEXT_BYTES) ??
    label.problem ??
    unstorableReason('The id', externalId) ??
    metadata.problem;
  const name = `row ${position}`;
  if (reason !== null) return { problem: { filePosition, position, name, reason, sizeBytes: null } };
  return {
    row: {
      filePosition,
      position,
      name,
      payloadHash: createHash('sha256').update(text, 'utf8').digest('hex'),
      sizeBytes,
      preview: previewOf(text),
      text,
      externalId: externalId.trim() === '' ? null : externalId,
      label: label.label,
      metadata: metadata.values,
      image: null,
    },
  };
}

function readMetadata(
  cells: readonly string[],
  { names, roles }: TableColumns,
): { values: Record<string, string> | null; problem: string | null } {
  const entries: [string, string][] = [];
  for (const [index, role] of roles.entries()) {
    const cell = cells[index] ?? '';
    if (role !== 'metadata' || cell === '') continue;
    const name = names[index] ?? '';
    const problem = unstorableReason(`The column “${name.slice(0, 80)}”`, `${name}${cell}`);
    if (problem !== null) return { values: null, problem };
    entries.push([name, cell]);
  }
  // fromEntries defines own properties, so a column named "__proto__" is kept like any other.
  return { values: entries.length === 0 ? null : Object.fromEntries(entries), problem: null };
}
