import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ClusterSplit } from '@/lib/clusters/cluster';

/** What a group would be split into; the parts before stay on the screen until the new ones are there. */
export const splitQuery = (datasetId: string, groupId: string, k: number) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'split', groupId, k],
    queryFn: ({ signal }) => api.get<ClusterSplit>(`/api/groups/${groupId}/split?k=${k}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
