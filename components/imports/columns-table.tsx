'use client';

import clsx from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { ROLE_SAYS, rolesFor } from '@/components/imports/column-roles';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { Select } from '@/components/ui/select';
import type { ColumnRole, InspectedColumn, Inspection } from '@/lib/samples/import';

/** More columns than this stand outside of the picture; they keep the role that was found for them. */
const COLUMNS_SHOWN = 60;
const CELL_CODE_POINTS = 200;

type Row = Inspection['rows'][number];
type Column = InspectedColumn & { at: number };
type TableProps = { inspection: Inspection; busy: boolean; onRole: (column: number, role: ColumnRole) => void };

/** The first rows as they stand, a role over each column, bad rows in their place. */
export function ColumnsTable({ inspection, busy, onRole }: TableProps) {
  const columns = inspection.columns.slice(0, COLUMNS_SHOWN).map((column, at) => ({ ...column, at }));
  const hiddenCount = inspection.columns.length - columns.length;
  return (
    <Card className="min-w-0 overflow-hidden" aria-busy={busy}>
      <section className="max-h-[calc(100dvh-220px)] min-h-80 overflow-auto" aria-label="The first rows of the table">
        <table className="w-full border-collapse">
          <thead className="sticky top-0 z-1 bg-surface">
            <tr>
              {columns.map((column) => (
                <ColumnHead key={column.at} column={column} onRole={(role) => onRole(column.at, role)} />
              ))}
            </tr>
          </thead>
          <tbody>
            {inspection.rows.map((row) => (
              <TableRow key={row.position} row={row} columns={columns} />
            ))}
          </tbody>
        </table>
      </section>
      <p className="figures border-t border-line px-3 py-2 text-12 text-ink-3">
        First {formatCount(inspection.rows.length)} of {formatCount(inspection.rowCount)} rows
        {hiddenCount > 0 &&
          ` · first ${COLUMNS_SHOWN} of ${formatCount(inspection.columns.length)} columns; the others keep the role that was found`}
      </p>
    </Card>
  );
}

function ColumnHead({ column, onRole }: { column: InspectedColumn; onRole: (role: ColumnRole) => void }) {
  const options = rolesFor(column.role).map((role) => ({ value: role, says: ROLE_SAYS[role] }));
  const only =
    column.role === 'text' ? 'Every sample needs a text. To take another column, choose Text there.' : column.reason;
  return (
    <th
      scope="col"
      className={clsx(
        'border-b border-line px-2.5 pt-2.5 pb-2 text-left align-top font-normal',
        column.role === 'text' ? 'min-w-80' : column.role === 'label' ? 'min-w-42' : 'min-w-32',
      )}
    >
      <span className="code mb-1.5 block max-w-60 truncate" title={column.name}>
        {column.name}
      </span>
      <Select
        label={`Role of ${column.name}`}
        hideLabel
        value={column.role}
        options={options}
        onPick={onRole}
        title={only}
      />
    </th>
  );
}

function cut(text: string): string {
  const points = [...text.slice(0, CELL_CODE_POINTS * 2)];
  return points.length > CELL_CODE_POINTS ? `${points.slice(0, CELL_CODE_POINTS).join('')}…` : text;
}

function TableRow({ row, columns }: { row: Row; columns: readonly Column[] }) {
  if (row.problem !== null) {
    return (
      <tr className="bg-danger-weak">
        <td colSpan={columns.length} className="h-9 border-b border-line px-2.5 text-danger">
          <span className="flex items-center gap-2">
            <TriangleAlert size={14} aria-hidden className="flex-none" />
            {row.problem.startsWith('Row') ? row.problem : `Row ${formatCount(row.position)}: ${row.problem}`}
          </span>
        </td>
      </tr>
    );
  }
  return (
    <tr>
      {columns.map((column) => (
        <BodyCell key={column.at} role={column.role} text={row.cells[column.at] ?? ''} />
      ))}
    </tr>
  );
}

function BodyCell({ role, text }: { role: ColumnRole; text: string }) {
  return (
    <td
      className={clsx(
        'h-9 max-w-100 truncate border-b border-line px-2.5',
        role === 'text' && 'bg-accent-weak',
        role === 'id' && 'code text-ink-2',
        role === 'label' && 'code',
        role === 'metadata' && 'text-ink-2',
        role === 'leave-out' && 'text-ink-3 line-through',
      )}
    >
      {cut(text)}
    </td>
  );
}
