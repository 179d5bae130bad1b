'use client';

import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { CheckScreen } from '@/components/imports/check-screen';
import { ColumnsScreen } from '@/components/imports/columns-screen';
import { ImportProgress } from '@/components/imports/import-progress';
import { importQuery } from '@/components/imports/import-queries';
import { ImportSteps } from '@/components/imports/import-steps';
import { UploadProgress } from '@/components/imports/upload-progress';
import { subscribeToUploads, uploadOf } from '@/components/imports/uploads.browser';
import { ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Page } from '@/components/ui/page';
import type { ImportDetail } from '@/lib/samples/import';

/** One import at the step where it stands: sending, looked into, to be checked, running, done. */
export function ImportScreen({ importId }: { importId: string }) {
  const { data, error, refetch } = useQuery(importQuery(importId));
  const upload = useSyncExternalStore(
    subscribeToUploads,
    () => uploadOf(importId),
    () => null,
  );
  if (error !== null && data === undefined) {
    return (
      <Page width="middle">
        <ErrorState error={error} onRetry={() => void refetch()} />
        <ButtonLink href="/" className="mt-4">
          All datasets
        </ButtonLink>
      </Page>
    );
  }
  if (data === undefined) return <Page width="middle">{null}</Page>;
  return <Step detail={data} upload={upload} />;
}

function Step({ detail, upload }: { detail: ImportDetail; upload: ReturnType<typeof uploadOf> }) {
  if (detail.status === 'uploading') return <UploadProgress detail={detail} upload={upload} />;
  if (detail.status === 'inspecting') return <LookingInside detail={detail} />;
  if (detail.status === 'ready' && detail.inspection !== null) {
    const inspection = detail.inspection;
    return inspection.kind === 'table' ? (
      <ColumnsScreen detail={detail} inspection={inspection} />
    ) : (
      <CheckScreen detail={detail} inspection={inspection} />
    );
  }
  return <ImportProgress detail={detail} />;
}

function LookingInside({ detail }: { detail: ImportDetail }) {
  return (
    <Page width="middle">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1>{detail.name}</h1>
        <ImportSteps current={2} />
      </div>
      <p role="status" className="rounded-card border border-line bg-surface p-5 text-ink-2">
        Looking inside the {detail.fileCount === 1 ? 'file' : 'files'}. Nothing is written yet.
      </p>
    </Page>
  );
}
