'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { JobCard } from '@/components/datasets/job-card';
import { isOpen } from '@/components/datasets/job-queries';
import { ClusterList } from '@/components/map/cluster-list';
import { mapQuery } from '@/components/map/map-queries';
import { queueQuery } from '@/components/review/review-queries';
import { api } from '@/components/shell/api';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatCounted, formatPercent } from '@/components/ui/format';
import { Page } from '@/components/ui/page';
import { useToast } from '@/components/ui/toast';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { JobSummary } from '@/lib/jobs/job';
import type { MapAnswer, MapTitle } from '@/lib/maps/map';

/** Starts the layout of a dataset; while one is on its way, that one is answered. */
function useLayOut(datasetId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<MapAnswer>(`/api/datasets/${datasetId}/map`),
    onSettled: () => client.invalidateQueries({ queryKey: mapQuery(datasetId).queryKey }),
  });
}

/** There is no map yet: what it would be, what it takes, and the way to one; or how far it is. */
export function NoMap({ dataset, answer }: { dataset: DatasetSummary; answer: MapAnswer }) {
  const layOut = useLayOut(dataset.id);
  const { job } = answer;
  if (job !== null && isOpen(job)) {
    return (
      <Page width="narrow">
        <h1 className="mb-4">The map is being laid out</h1>
        <JobCard job={job} datasetId={dataset.id} />
        <p className="mt-4 text-ink-2">It appears here when it is done. You can leave this page or close the tab.</p>
      </Page>
    );
  }
  if (dataset.sampleCount === 0) {
    return (
      <Page>
        <EmptyState asPage title="No samples yet" action={<ButtonLink href="/import">Import samples</ButtonLink>}>
          A map shows every sample as a point. Import images or texts first.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page width="narrow">
      {job?.status === 'failed' && <ErrorState error={new Error(job.message ?? 'The map could not be laid out.')} />}
      {layOut.error !== null && <ErrorState error={layOut.error} />}
      {job?.status === 'cancelled' && <Callout tone="warn">The layout was cancelled. Nothing of it was kept.</Callout>}
      <EmptyState
        asPage
        title="No map yet"
        action={
          <Button variant="primary" size="l" disabled={layOut.isPending} onClick={() => layOut.mutate()}>
            Lay out {formatCounted(dataset.sampleCount, 'sample')}
          </Button>
        }
      >
        A map puts samples that are alike next to each other, by UMAP on their embeddings. It is computed once, on this
        machine, while you go on working, and is kept until you lay it out again.
      </EmptyState>
    </Page>
  );
}

/** Over a map: it is being laid out anew, that failed, or samples came after it. Nothing where it shows all there is. */
export function MapNote({ datasetId, answer }: { datasetId: string; answer: MapAnswer }) {
  const layOut = useLayOut(datasetId);
  const { job, map } = answer;
  if (job !== null && isOpen(job)) return <Running datasetId={datasetId} job={job} />;
  const failure = layOut.error?.message ?? (job?.status === 'failed' ? job.message : null);
  if (failure === null && (map === null || map.missingCount === 0)) return null;
  return (
    <Note>
      <Callout
        tone="warn"
        title={failure === null ? `${formatCounted(map?.missingCount ?? 0, 'sample')} came after this map` : undefined}
        action={
          <Button disabled={layOut.isPending} onClick={() => layOut.mutate()}>
            Lay out again
          </Button>
        }
      >
        {failure ?? 'They have no place on it yet.'}
      </Callout>
    </Note>
  );
}

function Running({ datasetId, job }: { datasetId: string; job: JobSummary }) {
  const client = useQueryClient();
  const showToast = useToast();
  const cancel = useMutation({
    mutationFn: () => api.post<JobSummary>(`/api/jobs/${job.id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: mapQuery(datasetId).queryKey }),
    onSuccess: () => showToast({ says: 'The layout is cancelled. This map stays as it was.' }),
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
  const share = job.totalCount > 0 ? ` · ${formatPercent(job.doneCount, job.totalCount)}` : '';
  return (
    <Note>
      <Callout
        tone="next"
        action={
          <Button disabled={cancel.isPending || job.request !== null} onClick={() => cancel.mutate()}>
            Cancel the layout
          </Button>
        }
      >
        A new map is being laid out{share}. This one stays until then.
      </Callout>
    </Note>
  );
}

function Note({ children }: { children: React.ReactNode }) {
  return <div className="absolute inset-x-3 bottom-3 z-10 mr-12 max-w-150">{children}</div>;
}

/** Nothing can be drawn here: the same groups as a list. */
export function NoDrawing({ dataset }: { dataset: DatasetSummary }) {
  const { data } = useQuery(queueQuery(dataset.id));
  const titles: MapTitle[] = (data?.clusters ?? []).map(({ id, title, size }) => ({
    ...{ id, title, level: 'cluster', x: 0, y: 0 },
    count: size,
  }));
  return (
    <Page width="narrow">
      <h1>Map of {dataset.name}</h1>
      <p className="mt-1 mb-4 text-ink-2">No WebGL in this browser. The list of clusters holds the same groups.</p>
      <ClusterList datasetId={dataset.id} titles={titles} onChoose={null} />
    </Page>
  );
}
