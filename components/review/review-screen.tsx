'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { RunNotice, useRunPin } from '@/components/live/run-notice';
import { ReviewDesk } from '@/components/review/review-desk';
import { findRunningJob, jobsQuery, queueQuery } from '@/components/review/review-queries';
import { ReviewSession } from '@/components/review/review-session';
import { NoClusters, WaitingForClusters } from '@/components/review/review-states';
import { classesQuery, datasetQuery } from '@/components/shell/queries';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonLines, SkeletonTiles } from '@/components/ui/skeleton-tiles';

/** Reads the queue again once the job that leads to clusters has ended. */
function useNewClusters(isRunning: boolean, refetch: () => void): void {
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && !isRunning) refetch();
    wasRunning.current = isRunning;
  }, [isRunning, refetch]);
}

/** The review of a dataset: its desk, or what stands between here and the first cluster. */
export function ReviewScreen({ datasetId, groupId }: { datasetId: string; groupId: string | null }) {
  const client = useQueryClient();
  const [session] = useState(() => new ReviewSession(datasetId, client));
  const dataset = useQuery(datasetQuery(datasetId));
  const classes = useQuery(classesQuery(datasetId));
  const queue = useQuery(queueQuery(datasetId));
  const jobs = useQuery(jobsQuery(datasetId));
  const job = findRunningJob(jobs.data?.jobs ?? []);
  useNewClusters(job !== null, queue.refetch);
  const pin = useRunPin(session, queue.data);
  const error = dataset.error ?? classes.error ?? queue.error;
  const retry = () => void Promise.all([dataset.refetch(), classes.refetch(), queue.refetch()]);
  if (error !== null && (dataset.data === undefined || classes.data === undefined || queue.data === undefined)) {
    return (
      <main className="p-6">
        <ErrorState error={error} safe="Everything decided so far is kept." onRetry={retry} />
      </main>
    );
  }
  if (dataset.data === undefined || classes.data === undefined || queue.data === undefined)
    return <ReviewSkeleton isText={dataset.data?.modality === 'text'} />;
  if (queue.data.run === null && groupId === null) {
    return (
      <main className="flex min-h-0 flex-col overflow-y-auto">
        {job === null ? <NoClusters dataset={dataset.data} /> : <WaitingForClusters job={job} />}
      </main>
    );
  }
  return (
    <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <div>
        <RunNotice newer={pin.newer} onGo={pin.goToNewest} />
      </div>
      <ReviewDesk
        session={session}
        dataset={dataset.data}
        classes={classes.data.classes}
        queue={pin.queue ?? queue.data}
        groupId={groupId}
      />
    </div>
  );
}

/** The frame of the desk while its data is on the way: everything in its final place. */
function ReviewSkeleton({ isText }: { isText: boolean }) {
  return (
    <main
      aria-busy="true"
      aria-label="Review is loading"
      className="grid min-h-0 grid-cols-[264px_minmax(0,1fr)_268px] narrow:grid-cols-1"
    >
      <div className="border-r border-line narrow:hidden" />
      <div className="overflow-hidden bg-surface p-4 pt-16">
        {isText ? <SkeletonLines count={16} /> : <SkeletonTiles count={48} />}
      </div>
      <div className="border-l border-line narrow:hidden" />
    </main>
  );
}
