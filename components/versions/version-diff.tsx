'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { ChangePairs } from '@/components/versions/change-pairs';
import { ClassTable } from '@/components/versions/class-table';
import { DiffFigures } from '@/components/versions/diff-figures';
import { type ComparedWith, diffQuery } from '@/components/versions/queries';
import type { DatasetSummary } from '@/lib/datasets/dataset';

type DiffProps = { dataset: DatasetSummary; versionId: string; comparedWith: ComparedWith };

/** What changed between two versions, or between a version and now. */
export function VersionDiffView({ dataset, versionId, comparedWith }: DiffProps) {
  const { data: diff, error, refetch } = useQuery(diffQuery(dataset.id, versionId, comparedWith));
  const classes = useMemo(() => new Map(diff?.classes.map((entry) => [entry.labelClassId, entry])), [diff]);
  if (error !== null) {
    return <ErrorState error={error} safe="The version is as it was." onRetry={() => void refetch()} />;
  }
  if (diff === undefined) return <div role="status" aria-label="Comparing" className="h-40 rounded-card bg-sunken" />;
  const isSame = diff.addedCount + diff.changedCount + diff.clearedCount === 0;
  return (
    <>
      <DiffFigures diff={diff} />
      {isSame && comparedWith === 'now' && (
        <EmptyState title="Nothing changed since this version">
          Labels that are given or changed now show up here.
        </EmptyState>
      )}
      {diff.classes.length > 0 && (
        <div className="mt-4">
          <ClassTable datasetId={dataset.id} diff={diff} />
        </div>
      )}
      <ChangePairs datasetId={dataset.id} modality={dataset.modality} diff={diff} classes={classes} />
    </>
  );
}
