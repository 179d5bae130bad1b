'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { EllipsisVertical, Upload } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { ImportDuplicates } from '@/components/datasets/import-duplicates';
import { importsQuery } from '@/components/imports/import-queries';
import { sayImportStatus } from '@/components/imports/import-words';
import { api } from '@/components/shell/api';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { datasetKey } from '@/components/shell/queries';
import { Button, ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatCount, formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { RelativeTime } from '@/components/ui/relative-time';
import { useToast } from '@/components/ui/toast';
import type { ImportSummary } from '@/lib/samples/import';

/** Takes an import's samples out, or brings them back. */
function useImportRemoval(datasetId: string) {
  const client = useQueryClient();
  const showToast = useToast();
  const onError = (error: Error) => showToast({ says: error.message, tone: 'error' });
  const refresh = () => client.invalidateQueries({ queryKey: datasetKey(datasetId) });
  const restore = useMutation({
    mutationFn: (one: ImportSummary) => api.post<ImportSummary>(`/api/imports/${one.id}/restore`),
    onSuccess: (_answer, one) => {
      showToast({ says: `${one.name} is back` });
      return refresh();
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: (one: ImportSummary) => api.delete<ImportSummary>(`/api/imports/${one.id}`),
    onSuccess: (_answer, one) => {
      showToast({ says: `${one.name} taken out`, action: { says: 'Restore', run: () => restore.mutate(one) } });
      return refresh();
    },
    onError,
  });
  return { remove, restore };
}

/** What came in and when; an import can be taken out again for 30 days. */
export function ImportsCard({ datasetId }: { datasetId: string }) {
  const router = useRouter();
  const { data } = useQuery(importsQuery(datasetId));
  const keys = useKeysOf('import.files');
  const path = `/import?dataset=${datasetId}`;
  useCommands([
    { id: 'import.files', says: 'Import more samples', heading: 'This dataset', run: () => router.push(path) },
  ]);
  return (
    <Card className="p-5">
      <div className="mb-1 flex items-center justify-between gap-2">
        <h2>Imports</h2>
        <ButtonLink size="s" href={path} keys={keys} icon={<Upload size={12} aria-hidden />}>
          Import more
        </ButtonLink>
      </div>
      {data?.imports.length === 0 && <p className="py-2 text-ink-2">Nothing has been imported yet.</p>}
      <ul>
        {data?.imports.map((one) => (
          <ImportLine key={one.id} one={one} datasetId={datasetId} />
        ))}
      </ul>
    </Card>
  );
}

function sayImport(one: ImportSummary): string {
  if (one.deletedAt !== null) return 'taken out, restorable for 30 days';
  if (one.status !== 'committed') return sayImportStatus(one.status);
  const parts = [
    `${formatCount(one.newCount)} new`,
    one.duplicateCount > 0 ? formatCounted(one.duplicateCount, 'duplicate') : '',
    one.leftOutCount > 0 ? `${formatCount(one.leftOutCount)} left out` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function ImportLine({ one, datasetId }: { one: ImportSummary; datasetId: string }) {
  const { remove, restore } = useImportRemoval(datasetId);
  return (
    <li className="flex min-h-11 items-center gap-2 py-1.5 border-b border-line last:border-b-0">
      <div className="min-w-0 flex-1">
        <Link href={`/import/${one.id}`} className="block truncate rounded-key font-[510] hover:underline">
          {one.name}
        </Link>
        <p className="figures text-12 text-ink-3">
          {sayImport(one)} · <RelativeTime at={one.committedAt ?? one.createdAt} />
        </p>
        {one.deletedAt === null && one.status === 'committed' && <ImportDuplicates {...{ datasetId, one }} />}
      </div>
      {one.deletedAt !== null && (
        <Button size="s" disabled={restore.isPending} onClick={() => restore.mutate(one)}>
          Restore
        </Button>
      )}
      {one.deletedAt === null && one.status === 'committed' && (
        <Menu
          label={`Import ${one.name}`}
          trigger={
            <IconButton label={`More about ${one.name}`}>
              <EllipsisVertical size={14} aria-hidden />
            </IconButton>
          }
        >
          <MenuItem danger disabled={remove.isPending} onPick={() => remove.mutate(one)}>
            Take out {formatCounted(one.newCount, 'sample')}
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}
