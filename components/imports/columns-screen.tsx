'use client';

import { useState } from 'react';
import { withRole } from '@/components/imports/column-roles';
import { ColumnsTable } from '@/components/imports/columns-table';
import { ImportSteps } from '@/components/imports/import-steps';
import { ImportTarget } from '@/components/imports/import-target';
import { StartImport } from '@/components/imports/start-import';
import { sayReading, TableReading } from '@/components/imports/table-reading';
import { useImportSettings } from '@/components/imports/use-settings';
import { WhatWillHappen } from '@/components/imports/what-will-happen';
import { Callout } from '@/components/ui/callout';
import { formatCounted } from '@/components/ui/format';
import { Page } from '@/components/ui/page';
import type { ImportDetail, Inspection, TableSettings } from '@/lib/samples/import';

/** A table before it is imported: the table itself is the form, and beside it stands what will happen. */
export function ColumnsScreen({ detail, inspection }: { detail: ImportDetail; inspection: Inspection }) {
  const settings = useImportSettings(detail.id);
  const read = inspection.table;
  const change = (table: TableSettings) => settings.mutate({ table });
  return (
    <Page>
      <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
        <Head detail={detail} inspection={inspection} onChange={change} />
        <ImportSteps current={2} />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_280px] items-start gap-5 narrow:grid-cols-1">
        {read !== null && inspection.columns.length > 0 && (
          <ColumnsTable
            inspection={inspection}
            busy={settings.isPending}
            onRole={(column, role) =>
              settings.mutate(({ inspection: latest }) => {
                const { roles, ...reading } = latest?.table ?? read;
                return { table: { ...reading, roles: withRole(roles, column, role) } };
              })
            }
          />
        )}
        {inspection.columns.length === 0 && <NoColumns inspection={inspection} />}
        <div className="grid gap-4">
          <WhatWillHappen inspection={inspection} separator={detail.labelSeparator} />
          <ImportTarget
            detail={detail}
            modality="text"
            hasLabels={inspection.labelCount > 0}
            onChange={(next) => settings.mutate(next)}
          />
          <StartImport
            importId={detail.id}
            newCount={inspection.newCount}
            duplicateCount={inspection.duplicateCount}
            noun="sample"
            busy={settings.isPending}
            settingsError={settings.error}
          />
        </div>
      </div>
    </Page>
  );
}

/** Why no columns were found; how the file is read stands open above it. */
function NoColumns({ inspection }: { inspection: Inspection }) {
  const problem = inspection.problems[0];
  return (
    <Callout
      tone="danger"
      title={<span className="wrap-anywhere">{problem?.name ?? 'The file'} cannot be read this way</span>}
    >
      <p className="wrap-anywhere">{problem?.reason}</p>
      <p>Choose another format, encoding or delimiter above, or cancel and correct the file.</p>
    </Callout>
  );
}

function Head({
  detail,
  inspection,
  onChange,
}: {
  detail: ImportDetail;
  inspection: Inspection;
  onChange: (table: TableSettings) => void;
}) {
  const [open, setOpen] = useState(inspection.columns.length === 0);
  const read = inspection.table;
  const columnCount = inspection.columns.length;
  const counts =
    columnCount === 0
      ? 'No columns found'
      : `${formatCounted(inspection.rowCount, 'row')} · ${formatCounted(columnCount, 'column')}`;
  return (
    <div className="min-w-0">
      <h1 className="truncate">{detail.name}</h1>
      <p className="figures mt-0.5 text-ink-2">
        {counts}
        {read !== null && (
          <>
            {` · ${sayReading(read)} `}
            <button
              type="button"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              className="ml-1 rounded-key font-[560] text-accent-text hover:underline"
            >
              Change
            </button>
          </>
        )}
      </p>
      {open && read !== null && <TableReading table={read} onChange={onChange} />}
    </div>
  );
}
