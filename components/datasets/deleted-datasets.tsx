'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { api } from '@/components/shell/api';
import { ModalityIcon } from '@/components/shell/modality-icon';
import { DATASETS_KEY, datasetKey } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { useToast } from '@/components/ui/toast';
import type { DatasetCard, DatasetSummary } from '@/lib/datasets/dataset';

/** Datasets that were deleted and can still be brought back; nothing at all when there are none. */
export function DeletedDatasets() {
  const { data } = useQuery({
    queryKey: [...DATASETS_KEY, 'deleted'],
    queryFn: ({ signal }) => api.get<{ datasets: DatasetCard[] }>('/api/datasets?deleted=1', signal),
  });
  if (data === undefined || data.datasets.length === 0) return null;
  return (
    <details className="mt-4 mb-6">
      <summary className="w-fit rounded-key text-12 text-ink-2">
        {formatCounted(data.datasets.length, 'deleted dataset')}, restorable for 30 days
      </summary>
      <ul className="mt-3 rounded-card border border-line bg-surface">
        {data.datasets.map((dataset) => (
          <DeletedDataset key={dataset.id} dataset={dataset} />
        ))}
      </ul>
    </details>
  );
}

/** Brings a deleted dataset back and says so. */
export function useRestoreDataset() {
  const client = useQueryClient();
  const showToast = useToast();
  return useMutation({
    mutationFn: (datasetId: string) => api.post<DatasetSummary>(`/api/datasets/${datasetId}/restore`),
    onSuccess: async (dataset) => {
      showToast({ says: `${dataset.name} is back` });
      // A first reading that is still on its way would not be read again, and does not know of this.
      await client.cancelQueries({ queryKey: DATASETS_KEY });
      await client.invalidateQueries({ queryKey: DATASETS_KEY });
      await client.invalidateQueries({ queryKey: datasetKey(dataset.id) });
    },
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
}

function DeletedDataset({ dataset }: { dataset: DatasetCard }) {
  const restore = useRestoreDataset();
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line px-4 last:border-b-0">
      <ModalityIcon modality={dataset.modality} />
      <span className="min-w-0 flex-1 truncate font-[510]">{dataset.name}</span>
      <span className="figures text-12 text-ink-3">
        {formatCounted(dataset.sampleCount, 'sample')}
        {dataset.deletedAt !== null && (
          <>
            {' · deleted '}
            <RelativeTime at={dataset.deletedAt} />
          </>
        )}
      </span>
      <Button
        size="s"
        icon={<RotateCcw size={12} aria-hidden />}
        disabled={restore.isPending}
        onClick={() => restore.mutate(dataset.id)}
      >
        Restore
      </Button>
    </li>
  );
}
