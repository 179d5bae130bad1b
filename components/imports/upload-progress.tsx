'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { importKey } from '@/components/imports/import-queries';
import { ImportSteps } from '@/components/imports/import-steps';
import { isSending, resumeUpload, stopUpload, type Upload } from '@/components/imports/uploads.browser';
import { api } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import { estimateLeftMs, formatBytes, formatCount, formatSpan } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';
import { Page } from '@/components/ui/page';
import type { ImportDetail } from '@/lib/samples/import';

function useStayWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isSending()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}

/** Cancels an import and leads home; nothing of it stays. */
export function useCancelImport(importId: string) {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      stopUpload(importId);
      return api.post<ImportDetail>(`/api/imports/${importId}/cancel`);
    },
    onSuccess: (detail) => {
      client.setQueryData(importKey(importId), detail);
      router.push('/');
    },
  });
}

function sayPace(upload: Upload): string {
  const spanMs = performance.now() - upload.startedAtMs;
  const perSecond = spanMs > 500 ? (upload.sentBytes / spanMs) * 1000 : 0;
  const leftMs = estimateLeftMs(upload.sentBytes, upload.sizeBytes, perSecond);
  if (leftMs === null || upload.sentBytes === 0) return '';
  return `${formatBytes(perSecond)} a second · ${formatSpan(leftMs)} left`;
}

/** The bytes on their way from this tab to the server. */
export function UploadProgress({ detail, upload }: { detail: ImportDetail; upload: Upload | null }) {
  const cancel = useCancelImport(detail.id);
  useStayWarning();
  return (
    <Page width="middle">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1 className="min-w-0 truncate">Sending {detail.name}</h1>
        <ImportSteps current={1} />
      </div>
      {upload === null ? (
        <Callout tone="warn" action={<Button onClick={() => cancel.mutate()}>Cancel this import</Button>}>
          <p className="text-ink">
            The upload of this import was broken off: its files are not in this tab. Nothing was imported.
          </p>
          <p>Cancel it and import the files again.</p>
        </Callout>
      ) : (
        <Sending upload={upload} onCancel={() => cancel.mutate()} />
      )}
    </Page>
  );
}

function Sending({ upload, onCancel }: { upload: Upload; onCancel: () => void }) {
  return (
    <>
      <Card className="p-5">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-28 font-[600] tracking-[-0.02em]">
            {formatBytes(upload.sentBytes)}{' '}
            <span className="font-[450] text-ink-3">of {formatBytes(upload.sizeBytes)}</span>
          </p>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
        <Meter
          size="l"
          className="mt-3.5 mb-2.5"
          total={upload.sizeBytes}
          parts={[{ key: 'sent', count: upload.sentBytes, colour: 'var(--accent)' }]}
        />
        <div className="figures flex flex-wrap justify-between gap-3 text-ink-2">
          <span role="status">
            {formatCount(upload.stagedCount)} of {formatCount(upload.fileCount)} files sent and checked
          </span>
          <span>{sayPace(upload)}</span>
        </div>
        <p className="mt-3 text-12 text-ink-3">
          Keep this tab open until the files are through. After that it may close.
        </p>
      </Card>
      {upload.status === 'failed' && (
        <div className="mt-4">
          <Callout tone="danger" action={<Button onClick={() => resumeUpload(upload.importId)}>Go on</Button>}>
            <p className="text-ink">{upload.message}</p>
            <p>{formatCount(upload.stagedCount)} files are through and stay.</p>
          </Callout>
        </div>
      )}
    </>
  );
}
