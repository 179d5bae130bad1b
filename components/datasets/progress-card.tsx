'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ExpectedErrorsLine } from '@/components/audit/expected-errors-line';
import { ByClass, ByImport, BySource } from '@/components/datasets/progress-tables';
import { UnsentCount } from '@/components/outbox/unsent-count';
import { progressQuery } from '@/components/shell/queries';
import { Card } from '@/components/ui/card';
import { slotColour } from '@/components/ui/class-marker';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatPercent } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonLines } from '@/components/ui/skeleton-tiles';

const VIEWS = [
  { value: 'class', says: 'By class' },
  { value: 'source', says: 'By source' },
  { value: 'import', says: 'By import' },
] as const;

/** How far the labels are: in all, and by class, by where they come from, or by import. */
export function ProgressCard({ datasetId }: { datasetId: string }) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('class');
  const { data, error, refetch } = useQuery(progressQuery(datasetId));
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2>Progress</h2>
        <Segmented label="Progress by" value={view} options={VIEWS} onPick={setView} />
      </div>
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && (
        <div className="mt-4">
          <SkeletonLines count={5} />
        </div>
      )}
      {data !== undefined && (
        <>
          <p className="figures mt-2 mb-2">
            <span className="text-28 font-[600] tracking-[-0.02em] [font-variant-numeric:proportional-nums]">
              {formatCount(data.progress.labeledCount)}
            </span>{' '}
            <span className="text-ink-2">
              of {formatCount(data.progress.sampleCount)} labeled ·{' '}
              {formatPercent(data.progress.labeledCount, data.progress.sampleCount)}
              <UnsentCount datasetId={datasetId} />
            </span>
          </p>
          <Meter
            size="l"
            className="mb-3"
            total={data.progress.sampleCount}
            parts={data.classes.map((one) => ({ key: one.id, count: one.labelCount, colour: slotColour(one.slot) }))}
          />
          <ExpectedErrorsLine datasetId={datasetId} />
          {view === 'class' && (
            <div className="max-h-135 overflow-y-auto">
              <ByClass datasetId={datasetId} detail={data} />
            </div>
          )}
          {view === 'source' && <BySource detail={data} />}
          {view === 'import' && <ByImport datasetId={datasetId} />}
        </>
      )}
    </Card>
  );
}
