import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { ApiError, api } from '@/components/shell/api';
import { useToast } from '@/components/ui/toast';
import { type CreatedGroup, type CreateGroupRequest, reviewPath } from '@/lib/groups/group';

/**
 * Opens samples on the review desk as one group: what a filter matches, what was enclosed on the map, what is similar. The
 * desk has its address; a refusal is said in a message, and the page stays.
 */
export function useOpenAsGroup(datasetId: string): (request: CreateGroupRequest) => Promise<void> {
  const router = useRouter();
  const showToast = useToast();
  return useCallback(
    async (request) => {
      try {
        const { group } = await api.post<CreatedGroup>(`/api/datasets/${datasetId}/groups`, request);
        router.push(reviewPath(datasetId, { id: group.id, source: request.source }));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        showToast({ says: error.message, tone: 'error' });
      }
    },
    [datasetId, router, showToast],
  );
}
