import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { GroupLabels, OpenGroup, ReviewQueue } from '@/lib/groups/group';
import type { NearestGroups } from '@/lib/groups/nearest';
import type { JobSummary } from '@/lib/jobs/job';
import type { FoldAnswer } from '@/lib/neighbours/group-duplicates';
import type { OperationSummary } from '@/lib/operations/operation';

const RECENT_COUNT = 3;
const JOB_POLL_MS = 1_000;

/** The queue of the newest run. */
export const queueQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'clusters'],
    queryFn: ({ signal }) => api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`, signal),
  });

/** One group opened: a cluster, or another group. What a person does on its desk stands apart, so that it is read again only when something says so. */
export const groupQuery = (datasetId: string, groupId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'group', groupId],
    queryFn: ({ signal }) => api.get<OpenGroup>(`/api/groups/${groupId}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** Which labels the members of a group carry, and whose they are. */
export const groupLabelsQuery = (datasetId: string, groupId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'group-labels', groupId],
    queryFn: ({ signal }) => api.get<GroupLabels>(`/api/groups/${groupId}/labels`, signal),
  });

/** Which groups of the queue are near one. */
export const nearestQuery = (datasetId: string, groupId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'nearest', groupId],
    queryFn: ({ signal }) => api.get<NearestGroups>(`/api/groups/${groupId}/nearest`, signal),
  });

/** Which members of a group are nearly the same. */
export const foldQuery = (datasetId: string, groupId: string, threshold: number) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'fold', groupId, threshold],
    queryFn: ({ signal }) =>
      api.get<FoldAnswer>(`/api/groups/${groupId}/near-duplicates?threshold=${threshold}`, signal),
    staleTime: 60_000,
  });

/** The newest operations, for the foot of the rail. */
export const recentQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'operations', 'recent'],
    queryFn: ({ signal }) =>
      api.get<{ operations: OperationSummary[] }>(
        `/api/datasets/${datasetId}/operations?limit=${RECENT_COUNT}`,
        signal,
      ),
  });

const isGoing = (job: JobSummary) => job.status === 'queued' || job.status === 'running' || job.status === 'paused';

/** The job that leads to clusters, if one is on its way: import, then embeddings, then clusters. */
export function findRunningJob(jobs: readonly JobSummary[]): JobSummary | null {
  return jobs.find((job) => isGoing(job) && ['intake', 'demo', 'embed', 'cluster'].includes(job.kind)) ?? null;
}

/** Jobs of the dataset; asked for every second while one of them leads to clusters. */
export const jobsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'jobs'],
    queryFn: ({ signal }) => api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`, signal),
    refetchInterval: (query) => (findRunningJob(query.state.data?.jobs ?? []) === null ? false : JOB_POLL_MS),
  });
