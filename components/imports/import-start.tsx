'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useMemo, useSyncExternalStore } from 'react';
import { announceImports } from '@/components/imports/announce-imports.browser';
import { ChosenFiles } from '@/components/imports/chosen-files';
import { DropZone } from '@/components/imports/drop-zone';
import { ImportLimits, type UploadLimits } from '@/components/imports/import-limits';
import { importKey } from '@/components/imports/import-queries';
import { ImportSteps } from '@/components/imports/import-steps';
import {
  offeredFiles,
  offerFiles,
  subscribeToOfferedFiles,
  withdrawFiles,
} from '@/components/imports/offered-files.browser';
import type { OfferedFile } from '@/components/imports/read-drop.browser';
import { classifyUpload, isSystemFile } from '@/components/imports/upload-kinds';
import { type ChosenFile, planImports } from '@/components/imports/upload-plan';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { datasetQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { formatBytes, formatCounted } from '@/components/ui/format';
import { Page } from '@/components/ui/page';

const NONE: readonly OfferedFile[] = [];

function classifyAll(offered: readonly OfferedFile[], limits: UploadLimits): ChosenFile<File>[] {
  return offered
    .filter((one) => !isSystemFile(one.path))
    .map(({ path, file }) => ({
      path,
      sizeBytes: file.size,
      source: file,
      ...classifyUpload({ name: path, sizeBytes: file.size }, limits.uploadBytes, formatBytes),
    }));
}

/** The first step of an import: files come from anywhere in the window, and stand here with what they are read as. */
export function ImportStart({ limits }: { limits: UploadLimits }) {
  const offered = useSyncExternalStore(subscribeToOfferedFiles, offeredFiles, () => NONE);
  const files = useMemo(() => classifyAll(offered, limits), [offered, limits]);
  return (
    <Page width="narrow">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h1>Import samples</h1>
          <Target />
        </div>
        <ImportSteps current={1} />
      </div>
      <DropZone tall={files.length === 0} onFiles={offerFiles} />
      <ImportLimits limits={limits} />
      {files.length > 0 && (
        <>
          <ChosenFiles files={files} onRemove={(paths) => withdrawFiles(new Set(paths))} />
          <Foot files={files} />
        </>
      )}
    </Page>
  );
}

function Target() {
  const datasetId = useSearchParams().get('dataset');
  const { data } = useQuery({ ...datasetQuery(datasetId ?? ''), enabled: datasetId !== null });
  if (data === undefined) return null;
  return <p className="text-ink-2">into {data.name}</p>;
}

function Foot({ files }: { files: readonly ChosenFile<File>[] }) {
  const router = useRouter();
  const client = useQueryClient();
  const datasetId = useSearchParams().get('dataset');
  const keys = useKeysOf('import.continue');
  const readable = files.filter((file) => file.kind !== 'unreadable');
  const go = useMutation({
    mutationFn: () => announceImports(planImports(readable), datasetId),
    onSuccess: (details) => {
      withdrawFiles();
      for (const detail of details) client.setQueryData(importKey(detail.id), detail);
      const [first, ...others] = details.map(({ id }) => id);
      const rest = others.join(',');
      router.push(`/import/${first}${rest === '' ? '' : `?then=${rest}`}`);
    },
  });
  const held = readable.length === 0 || go.isPending || go.isSuccess;
  const says = `Continue with ${formatCounted(readable.length, 'file')}`;
  useCommands([{ id: 'import.continue', says, enabled: !held, run: () => go.mutate() }]);
  return (
    <>
      {go.error !== null && (
        <div className="mt-4">
          <ErrorState error={go.error} />
        </div>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button
          onClick={() => {
            withdrawFiles();
            router.back();
          }}
        >
          Cancel
        </Button>
        <Button variant="primary" keys={keys} disabled={held} onClick={() => go.mutate()}>
          {readable.length === 0 ? 'No file can be read' : says}
        </Button>
      </div>
    </>
  );
}
