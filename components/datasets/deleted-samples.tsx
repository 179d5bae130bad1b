'use client';

import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { MouseEvent } from 'react';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { useToast } from '@/components/ui/toast';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { DeletedSamples, SampleRestoration } from '@/lib/samples/sample';

type Act = DeletedSamples['acts'][number];

/** What was deleted from a dataset by itself and can be brought back. */
export const deletedSamplesQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'deleted-samples'],
    queryFn: ({ signal }) => api.get<DeletedSamples>(`/api/datasets/${datasetId}/samples/deleted`, signal),
  });

function useRestoreSamples(datasetId: string) {
  const client = useQueryClient();
  const showToast = useToast();
  return useMutation({
    mutationFn: (wanted: SampleRestoration) =>
      api.post<{ sampleCount: number }>(`/api/datasets/${datasetId}/samples/restorations`, wanted),
    onSuccess: async ({ sampleCount }) => {
      showToast({ says: `${formatCounted(sampleCount, 'sample')} brought back` });
      await client.invalidateQueries({ queryKey: datasetKey(datasetId) });
    },
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
}

type DialogProps = { dataset: DatasetSummary; open: boolean; onClose: () => void };

/** Deleted samples by the moment at which they were deleted; one, those of a moment, or all are brought back. */
export function DeletedSamplesDialog({ dataset, open, onClose }: DialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Deleted samples" className="w-160">
      <div className="min-h-0 overflow-y-auto p-5">
        <DeletedList dataset={dataset} />
      </div>
    </Dialog>
  );
}

type Restore = {
  isPending: boolean;
  by: (wanted: SampleRestoration) => (event: MouseEvent<HTMLButtonElement>) => void;
};

function DeletedList({ dataset }: { dataset: DatasetSummary }) {
  const { data, error, refetch } = useQuery(deletedSamplesQuery(dataset.id));
  const restoration = useRestoreSamples(dataset.id);
  const restore: Restore = {
    isPending: restoration.isPending,
    // The button that was pressed goes with what it brought back; the dialog takes the focus, so that Tab goes on in it.
    by: (wanted) => (event) => {
      event.currentTarget.closest('dialog')?.focus();
      restoration.mutate(wanted);
    },
  };
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p role="status">Reading what was deleted.</p>;
  if (data.totalCount === 0) return <p className="text-ink-2">No deleted sample can be brought back.</p>;
  const listed = data.acts.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-56 flex-1 text-ink-2">
          {formatCounted(data.totalCount, 'sample')}. Each goes for good 30 days after it was deleted. Samples of an
          import that was taken out come back with the import.
          {listed < data.totalCount && ` The newest ${formatCount(listed)} are listed.`}
        </p>
        <Button disabled={restore.isPending} onClick={restore.by({ all: true })}>
          Restore all {formatCount(data.totalCount)}
        </Button>
      </div>
      <ul className="grid gap-3" aria-label="Deletions, newest first">
        {data.acts.map((act) => (
          <ActRow key={act.deletedAt} {...{ act, restore }} isText={dataset.modality === 'text'} />
        ))}
      </ul>
    </div>
  );
}

type RowProps = { act: Act; isText: boolean; restore: Restore };

function ActRow({ act, isText, restore }: RowProps) {
  const rest = act.count - act.samples.length;
  return (
    <li className="rounded-card border border-line px-3 py-2">
      <div className="flex items-center gap-3">
        <p className="flex-1 font-[510]">
          {formatCounted(act.count, 'sample')}{' '}
          <span className="text-12 font-normal text-ink-3">
            deleted {act.personName !== null && `by ${act.personName} `}
            <RelativeTime at={act.deletedAt} />
          </span>
        </p>
        {act.count > 1 && (
          <Button
            size="s"
            disabled={restore.isPending}
            onClick={restore.by({ deletedAt: act.deletedAt })}
            icon={<RotateCcw size={12} aria-hidden />}
          >
            Restore {formatCounted(act.count, 'sample')}
          </Button>
        )}
      </div>
      <ul>
        {act.samples.map(({ id, preview }) => (
          <li key={id} className="flex min-h-9 items-center gap-3 border-t border-line py-1 first:border-t-0">
            {!isText && <img src={`/api/samples/${id}/thumb`} alt="" className="size-8 rounded-key object-cover" />}
            <span className="min-w-0 flex-1 truncate text-14">{preview}</span>
            <Button size="s" variant="ghost" disabled={restore.isPending} onClick={restore.by({ sampleIds: [id] })}>
              Restore<span className="sr-only"> {preview}</span>
            </Button>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="pt-1 text-12 text-ink-3">and {formatCount(rest)} more, restored together</p>}
    </li>
  );
}
