'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { v4 as randomId } from 'uuid';
import { revertQuery } from '@/components/operations/operation-queries';
import { sayReverted } from '@/components/review/wording';
import { api, isApiError } from '@/components/shell/api';
import { useKeysOf } from '@/components/shell/commands';
import { datasetKey, datasetQuery } from '@/components/shell/queries';
import { useToast } from '@/components/ui/toast';
import type { UndoAnswer } from '@/lib/labels/decision';
import type { RevertPreview } from '@/lib/labels/revert-preview';

/**
 * Reverts what a preview showed. Says what was done, with a way back; when something changed since the preview, nothing is
 * applied, the reason is said and the preview is made anew.
 */
export function useRevert(datasetId: string, onDone: (answer: UndoAnswer) => void, undo: () => void) {
  const client = useQueryClient();
  const showToast = useToast();
  const keys = useKeysOf('undo');
  return useMutation({
    mutationFn: ({ operation, revision }: RevertPreview) =>
      api.post<UndoAnswer>(`/api/operations/${operation.id}/revert`, { idempotencyKey: randomId(), revision }),
    onSuccess: (answer) => {
      client.setQueryData(datasetQuery(datasetId).queryKey, (summary) => summary && { ...summary, ...answer.progress });
      void client.invalidateQueries({ queryKey: datasetKey(datasetId) });
      void client.invalidateQueries({ queryKey: ['sample'] });
      const { sampleCount, conflictCount } = answer.operation;
      showToast({
        says: sayReverted(answer.operation, sampleCount, conflictCount),
        action: { says: 'Undo', ...(keys === undefined ? {} : { keys }), run: undo },
      });
      onDone(answer);
    },
    onError: (error, { operation }) => {
      showToast({ says: error.message, tone: 'error' });
      if (isApiError(error, 'conflict')) {
        void client.invalidateQueries({ queryKey: revertQuery(datasetId, operation.id).queryKey });
      }
    },
  });
}
