'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { EllipsisVertical } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useRestoreDataset } from '@/components/datasets/deleted-datasets';
import { DeletedSamplesDialog, deletedSamplesQuery } from '@/components/datasets/deleted-samples';
import { api } from '@/components/shell/api';
import { ModalityIcon } from '@/components/shell/modality-icon';
import { DATASETS_KEY, datasetKey, datasetQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { formatCount, formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useToast } from '@/components/ui/toast';
import type { DatasetSummary } from '@/lib/datasets/dataset';

const NAME_LIMIT = 200;

/** Whether the deleted samples are shown; the address holds it, so that the palette leads here too. */
function useDeletedShown(): [isShown: boolean, show: (isShown: boolean) => void] {
  const pathname = usePathname();
  const isShown = useSearchParams().get('deleted') === 'samples';
  return [isShown, (next) => window.history.replaceState(null, '', next ? `${pathname}?deleted=samples` : pathname)];
}

/** The dataset's name with what can be done to the dataset as a whole: rename, delete, bring deleted samples back. */
export function DatasetHead({ dataset }: { dataset: DatasetSummary }) {
  const [renaming, setRenaming] = useState(false);
  const remove = useDeleteDataset(dataset);
  const [showsDeleted, showDeleted] = useDeletedShown();
  const deleted = useQuery(deletedSamplesQuery(dataset.id));
  if (renaming) return <RenameForm dataset={dataset} onDone={() => setRenaming(false)} />;
  return (
    <div className="flex items-center gap-2">
      <ModalityIcon modality={dataset.modality} sizePx={16} />
      <h1 className="min-w-0 wrap-anywhere">{dataset.name}</h1>
      <Menu
        align="start"
        label="Dataset"
        trigger={
          <IconButton label="Rename, delete or bring back">
            <EllipsisVertical size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onPick={() => setRenaming(true)}>Rename</MenuItem>
        <MenuItem onPick={() => showDeleted(true)}>
          Deleted samples{deleted.data && ` (${formatCount(deleted.data.totalCount)})`}
        </MenuItem>
        <MenuItem danger disabled={remove.isPending} onPick={() => remove.mutate()}>
          Delete {formatCounted(dataset.sampleCount, 'sample')} and {formatCounted(dataset.labeledCount, 'label')}
        </MenuItem>
      </Menu>
      <DeletedSamplesDialog dataset={dataset} open={showsDeleted} onClose={() => showDeleted(false)} />
    </div>
  );
}

function useDeleteDataset(dataset: DatasetSummary) {
  const client = useQueryClient();
  const router = useRouter();
  const showToast = useToast();
  const restore = useRestoreDataset();
  return useMutation({
    mutationFn: () => api.delete<DatasetSummary>(`/api/datasets/${dataset.id}`),
    onSuccess: async () => {
      showToast({
        says: `${dataset.name} deleted, restorable for 30 days`,
        action: { says: 'Restore', run: () => restore.mutate(dataset.id) },
      });
      router.push('/');
      await client.invalidateQueries({ queryKey: DATASETS_KEY });
    },
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
}

function RenameForm({ dataset, onDone }: { dataset: DatasetSummary; onDone: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(dataset.name);
  const rename = useMutation({
    mutationFn: (name: string) => api.patch<DatasetSummary>(`/api/datasets/${dataset.id}`, { name }),
    onSuccess: async (renamed) => {
      client.setQueryData(datasetQuery(dataset.id).queryKey, renamed);
      onDone();
      await client.invalidateQueries({ queryKey: datasetKey(dataset.id) });
    },
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(draft);
  };
  return (
    <form onSubmit={save} className="flex items-start gap-2">
      <TextField
        className="w-90 max-w-full"
        label="Name of the dataset"
        hideLabel
        value={draft}
        maxLength={NAME_LIMIT}
        error={rename.error?.message}
        onChange={(event) => setDraft(event.target.value)}
      />
      <Button type="submit" size="field" disabled={draft.trim() === '' || rename.isPending}>
        Rename
      </Button>
      <Button variant="ghost" size="field" onClick={onDone}>
        Leave as it is
      </Button>
    </form>
  );
}
