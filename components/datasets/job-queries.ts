import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { JobSummary } from '@/lib/jobs/job';

const POLL_MS = 1_000;
const IDLE_POLL_MS = 5_000;

/** Whether a job still goes on or waits to. */
export function isOpen(job: JobSummary): boolean {
  return job.status === 'queued' || job.status === 'running' || job.status === 'paused';
}

/** One job, read again every second while it is open. */
export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => api.get<JobSummary>(`/api/jobs/${jobId}`, signal),
    refetchInterval: ({ state }) => (state.data === undefined || isOpen(state.data) ? POLL_MS : false),
  });

/** Running and recent jobs of a dataset; read often while one is open. */
export const jobsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'jobs'],
    queryFn: ({ signal }) => api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`, signal),
    refetchInterval: ({ state }) => (state.data?.jobs.some(isOpen) ? POLL_MS : IDLE_POLL_MS),
  });
