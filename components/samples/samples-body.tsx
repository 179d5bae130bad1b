'use client';

import type { ReactNode } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonLines, SkeletonTiles } from '@/components/ui/skeleton-tiles';
import type { Modality } from '@/lib/datasets/dataset';
import type { SampleItem } from '@/lib/samples/sample';

type BodyProps = {
  modality: Modality;
  tilePx: number;
  /** Undefined while the first page is on its way. */
  samples: readonly SampleItem[] | undefined;
  error: Error | null;
  filterCount: number;
  onRetry: () => void;
  onClearFilters: () => void;
  children: ReactNode;
};

/** The list itself, or what stands in its place: loading, failed, nothing there, nothing found. */
export function SamplesBody({ modality, tilePx, samples, error, filterCount, children, ...acts }: BodyProps) {
  if (samples === undefined && error !== null) {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        <ErrorState error={error} safe="The samples and their labels are as they were." onRetry={acts.onRetry} />
      </div>
    );
  }
  if (samples === undefined) {
    return (
      <div className="min-h-0 flex-1 overflow-hidden p-4" role="status" aria-label="The samples are loading">
        {modality === 'text' ? <SkeletonLines count={16} /> : <SkeletonTiles count={60} sizePx={tilePx} />}
      </div>
    );
  }
  if (samples.length > 0) return children;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {filterCount > 0 ? (
        <EmptyState
          title="No sample matches"
          action={<Button onClick={acts.onClearFilters}>Take away all filters</Button>}
        >
          Take away a filter, or search for fewer words.
        </EmptyState>
      ) : (
        <EmptyState title="No samples yet" action={<ButtonLink href="/import">Import samples</ButtonLink>}>
          Import images or texts. They appear here as soon as the import is through.
        </EmptyState>
      )}
    </div>
  );
}
