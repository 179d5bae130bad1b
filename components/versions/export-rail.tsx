'use client';

import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/error-state';
import { ExportFiles } from '@/components/versions/export-files';
import { ExportFormats } from '@/components/versions/export-formats';
import { exportsQuery } from '@/components/versions/queries';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import { listColumns } from '@/lib/exchange/formats/columns';
import type { VersionSummary } from '@/lib/versions/version';

const SHOWN_COLUMNS = 10;

/** How the open version can leave, what left already, and what each row of it says. */
export function ExportRail({ dataset, version }: { dataset: DatasetSummary; version: VersionSummary | null }) {
  const { data, error, refetch } = useQuery(exportsQuery(dataset.id));
  const exports = data?.exports ?? [];
  const isList = version?.isMultiLabel ?? dataset.isMultiLabel;
  return (
    <div className="flex flex-col gap-5">
      <section aria-labelledby="export-heading">
        <h2 id="export-heading" className="mb-2.5">
          {version === null ? 'Export' : `Export version ${version.number}`}
        </h2>
        {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {version?.status === 'frozen' && (
          <ExportFormats datasetId={dataset.id} modality={dataset.modality} version={version} exports={exports} />
        )}
        {version?.status === 'freezing' && <p className="text-ink-2">It can be exported once it is frozen.</p>}
        {version === null && (
          <p className="text-ink-2">An export is made from a version, never from what still moves.</p>
        )}
      </section>
      <ExportFiles exports={exports} />
      <section aria-labelledby="row-heading">
        <h3 id="row-heading" className="mb-1.5">
          Each row says
        </h3>
        <p className="text-12 text-ink-2">
          {isList
            ? 'what it is, its classes, where each label came from, by which operation, who decided and when, as lists in one order, a;b. '
            : 'what it is, its class, where the label came from, by which operation, who decided and when. '}
          The same version gives the same bytes on any day and machine.
        </p>
        <p className="mt-2 overflow-hidden rounded-card border border-line bg-surface px-3 py-2.5 font-mono text-11 wrap-anywhere text-ink-2">
          {listColumns(isList).slice(0, SHOWN_COLUMNS).join(',')},…
        </p>
      </section>
    </div>
  );
}
