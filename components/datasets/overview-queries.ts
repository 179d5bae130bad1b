import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ClusterRunSummary } from '@/lib/clusters/cluster';
import type { ReviewQueue } from '@/lib/groups/group';
import type { OperationSummary } from '@/lib/operations/operation';
import type { VersionSummary } from '@/lib/versions/version';

const RECENT = 6;

/** The cluster runs of a dataset, newest first, and the proposal for the next k. */
export const clusterRunsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'cluster-runs'],
    queryFn: ({ signal }) =>
      api.get<{ runs: ClusterRunSummary[]; proposal: { k: number; reason: string } }>(
        `/api/datasets/${datasetId}/cluster-runs`,
        signal,
      ),
  });

/** The queue of clusters, most worthwhile first. */
export const clusterQueueQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'clusters'],
    queryFn: ({ signal }) => api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`, signal),
  });

/** The newest operations. */
export const recentOperationsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'operations', 'recent', RECENT],
    queryFn: ({ signal }) =>
      api.get<{ operations: OperationSummary[] }>(`/api/datasets/${datasetId}/operations?limit=${RECENT}`, signal),
  });

/** The versions, newest first, and how many labels are in none of them yet. */
export const versionsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'versions'],
    queryFn: ({ signal }) =>
      api.get<{ versions: VersionSummary[]; since: { labelCount: number } }>(
        `/api/datasets/${datasetId}/versions`,
        signal,
      ),
  });
