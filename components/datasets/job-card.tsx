'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { isOpen, jobsQuery } from '@/components/datasets/job-queries';
import { nameJob, progressOf, sayRestart, sayWait } from '@/components/datasets/job-words';
import { api } from '@/components/shell/api';
import { DATASETS_KEY, datasetKey } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ProgressLine } from '@/components/ui/progress-line';
import { useToast } from '@/components/ui/toast';
import type { JobSummary } from '@/lib/jobs/job';

/** Reads the dataset again when one of its jobs has ended, since its end changed something. */
function useRefreshAtEnd(datasetId: string, openIds: string): void {
  const client = useQueryClient();
  const before = useRef(openIds);
  useEffect(() => {
    if (before.current === openIds) return;
    before.current = openIds;
    void client.invalidateQueries({ queryKey: datasetKey(datasetId) });
    void client.invalidateQueries({ queryKey: DATASETS_KEY });
  }, [client, datasetId, openIds]);
}

/** The running jobs of a dataset, each with its progress and ways to stop it; what failed last. */
export function JobCards({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(jobsQuery(datasetId));
  const jobs = data?.jobs ?? [];
  const open = jobs.filter(isOpen);
  useRefreshAtEnd(datasetId, open.map((job) => job.id).join());
  const newest = jobs[0];
  return (
    <>
      {open.map((job) => (
        <JobCard key={job.id} job={job} datasetId={datasetId} />
      ))}
      {open.length === 0 && newest?.status === 'failed' && (
        <Card className="p-5">
          <h2 className="text-danger">{nameJob(newest)} failed</h2>
          <p className="mt-1 text-ink-2">{newest.message}</p>
        </Card>
      )}
    </>
  );
}

/** One job with its progress and ways to stop it. */
export function JobCard({ job, datasetId }: { job: JobSummary; datasetId: string }) {
  const client = useQueryClient();
  const showToast = useToast();
  const control = useMutation({
    mutationFn: (verb: 'pause' | 'resume' | 'cancel') => api.post<JobSummary>(`/api/jobs/${job.id}/${verb}`),
    onSettled: () => client.invalidateQueries({ queryKey: jobsQuery(datasetId).queryKey }),
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
  const isPaused = job.status === 'paused';
  const note = job.message ?? sayWait(job) ?? sayRestart(job);
  const held = control.isPending || job.request !== null;
  return (
    <Card className="p-5" aria-label={nameJob(job)}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2>{nameJob(job)}</h2>
        <div className="flex gap-1">
          <Button
            size="s"
            disabled={held}
            icon={isPaused ? <Play size={12} aria-hidden /> : <Pause size={12} aria-hidden />}
            onClick={() => control.mutate(isPaused ? 'resume' : 'pause')}
          >
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
          <Button size="s" disabled={held} onClick={() => control.mutate('cancel')}>
            Cancel
          </Button>
        </div>
      </div>
      {/* Before its turn a job does not know how much there is to do. */}
      {(job.status !== 'queued' || job.totalCount > 0) && (
        <ProgressLine label={nameJob(job)} unit={job.unit} progress={progressOf(job)} />
      )}
      {note !== null && <p className="mt-2 text-12 text-ink-3">{note}</p>}
    </Card>
  );
}
