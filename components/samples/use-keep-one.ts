import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/components/shell/api';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { datasetKey } from '@/components/shell/queries';
import { formatCounted } from '@/components/ui/format';
import { useToast } from '@/components/ui/toast';
import { chooseKept, type ShownDuplicateGroup } from '@/lib/review/near-duplicates';

const NAME_LENGTH = 40;

function shorten(text: string): string {
  return text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH)}…` : text;
}

/** Deletes samples, or brings back those that were deleted last. */
function useTakenOut(datasetId: string) {
  const client = useQueryClient();
  const showToast = useToast();
  const [deleted, setDeleted] = useState<readonly string[]>([]);
  /** Answers whether it was done; says so where it was not. */
  const act = async (kind: 'deletions' | 'restorations', sampleIds: readonly string[]): Promise<boolean> => {
    try {
      await api.post(`/api/datasets/${datasetId}/samples/${kind}`, { sampleIds });
    } catch (error) {
      showToast({ says: error instanceof Error ? error.message : String(error), tone: 'error' });
      return false;
    }
    setDeleted(kind === 'deletions' ? sampleIds : []);
    void client.invalidateQueries({ queryKey: datasetKey(datasetId) });
    return true;
  };
  const bringBack = async (sampleIds: readonly string[]) => {
    if (await act('restorations', sampleIds)) {
      showToast({ says: `${formatCounted(sampleIds.length, 'sample')} brought back` });
    }
  };
  return {
    deleted,
    forget: () => setDeleted([]),
    takeOut: (ids: readonly string[]) => act('deletions', ids),
    bringBack,
  };
}

/**
 * Deletes all but one of a group of near-duplicates, and says which stays. The message and the key of undo take it back,
 * until something else is done (`forget`); later the overview does.
 */
export function useKeepOne(datasetId: string): {
  keepOne: (group: ShownDuplicateGroup) => Promise<void>;
  forget: () => void;
} {
  const showToast = useToast();
  const { deleted, forget, takeOut, bringBack } = useTakenOut(datasetId);
  const keys = useKeysOf('undo');
  const says = `Bring back ${formatCounted(deleted.length, 'deleted sample')}`;
  const undo = { id: 'undo', says, heading: 'This dataset', run: () => void bringBack(deleted) };
  useCommands(deleted.length === 0 ? [] : [undo]);
  const keepOne = async ({ members }: ShownDuplicateGroup) => {
    const kept = chooseKept(members);
    const sampleIds = members.map(({ id }) => id).filter((id) => id !== kept?.id);
    if (!(await takeOut(sampleIds))) return;
    showToast({
      says: `${formatCounted(sampleIds.length, 'sample')} deleted, “${shorten(kept?.preview ?? '')}” kept. For 30 days “Deleted samples” in the menu of the overview brings them back.`,
      action: { says: 'Undo', ...(keys && { keys }), run: () => void bringBack(sampleIds) },
    });
  };
  return { keepOne, forget };
}
