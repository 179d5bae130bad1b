'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatCounted } from '@/components/ui/format';
import { ProgressLine } from '@/components/ui/progress-line';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { JobSummary } from '@/lib/jobs/job';

const JOB_TITLES: Partial<Record<JobSummary['kind'], string>> = {
  intake: 'Importing samples',
  demo: 'Importing samples',
  embed: 'Making embeddings',
  cluster: 'Finding clusters',
};

/** A job that leads to clusters is on its way: what it does, how far it is, and that nobody has to wait here. */
export function WaitingForClusters({ job }: { job: JobSummary }) {
  const title = JOB_TITLES[job.kind] ?? 'Working';
  return (
    <div className="m-auto w-full max-w-130 p-6">
      <h1 className="mb-1">{job.status === 'paused' ? `${title}: paused` : title}</h1>
      <p className="mb-5 text-ink-2">
        {job.kind === 'cluster'
          ? 'The clusters appear here as soon as they are found.'
          : 'Clusters follow by themselves.'}{' '}
        You can leave this page or close the tab.
      </p>
      <ProgressLine
        label={title}
        unit={job.unit}
        progress={{ done: job.doneCount, total: job.totalCount > 0 ? job.totalCount : null, perSecond: job.ratePerS }}
      />
      {job.message !== null && <p className="mt-2 text-12 text-ink-3">{job.message}</p>}
    </div>
  );
}

/** There are no clusters and nothing leads to them: what is missing, and the one thing to do. */
export function NoClusters({ dataset }: { dataset: DatasetSummary }) {
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => api.post<JobSummary>(`/api/datasets/${dataset.id}/embed`),
    onSettled: () => client.invalidateQueries({ queryKey: datasetKey(dataset.id) }),
  });
  if (dataset.sampleCount === 0) {
    return (
      <EmptyState
        title="No samples yet"
        action={
          <ButtonLink variant="primary" href={`/import?dataset=${dataset.id}`}>
            Import samples
          </ButtonLink>
        }
      >
        Review begins with clusters of samples. Import images or texts first.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No clusters yet"
      action={
        <Button variant="primary" onClick={() => start.mutate()} disabled={start.isPending}>
          Embed and cluster {formatCounted(dataset.sampleCount, 'sample')}
        </Button>
      }
    >
      {start.error === null
        ? `${formatCounted(dataset.sampleCount, 'sample')} wait. Embeddings say which ones are alike, clusters put those together for review.`
        : start.error.message}
    </EmptyState>
  );
}

/** The queue is empty: what is left, and where to go on. */
export function AllDone({ dataset, skippedCount }: { dataset: DatasetSummary; skippedCount: number }) {
  const left = dataset.sampleCount - dataset.labeledCount;
  return (
    <div className="m-auto w-full max-w-150 p-6">
      <h1>Every cluster is reviewed</h1>
      <p className="mt-1 text-ink-2">
        {formatCount(dataset.labeledCount)} of {formatCounted(dataset.sampleCount, 'sample')} labeled.{' '}
        {left === 0
          ? 'None is left.'
          : `${formatCounted(left, 'sample')} ${left === 1 ? 'was' : 'were'} left out on the way: exceptions and what lies beyond the boundaries.`}
        {skippedCount > 0 && ` ${formatCounted(skippedCount, 'cluster')} skipped.`}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {left > 0 && (
          <ButtonLink href={`/datasets/${dataset.id}/samples?state=unlabeled`}>
            Look through {formatCount(left)} unlabeled
          </ButtonLink>
        )}
        <ButtonLink variant="primary" href={`/datasets/${dataset.id}/versions`}>
          Freeze a version and export
        </ButtonLink>
      </div>
    </div>
  );
}
